package io.swarmbot.store.embedded;

import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.store.StoreException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that read, each question on a connection that nobody else uses meanwhile. They see what is committed, wait
 * for no writer, and hold none up.
 *
 * <p>Thread-safety: any thread may ask.
 */
final class Readers implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Readers.class.getName());

    private static final int MOST_WAITING = 50_000;
    private static final long FAREWELL_SECONDS = 5;

    /** What is asked of a database. */
    interface Question<T> {

        T ask(ReadSession session) throws SQLException;
    }

    private final Database database;
    private final Condition condition;
    private final ThreadPoolExecutor threads;
    private final ConcurrentLinkedDeque<ReadSession> idle = new ConcurrentLinkedDeque<>();

    Readers(Database database, Condition condition, int count) {
        this.database = database;
        this.condition = condition;
        AtomicInteger made = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                count, count, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), work -> {
                    Thread thread = new Thread(work, "store-reader-" + made.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    <T> CompletableFuture<T> ask(Question<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> ask(question, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(StoreException.unavailable("too many reads wait for the store", e));
        }
        return answer;
    }

    private <T> void ask(Question<T> question, CompletableFuture<T> answer) {
        ReadSession session = idle.poll();
        try {
            if (session == null) {
                session = new ReadSession(database);
            }
            T found = question.ask(session);
            idle.push(session);
            answer.complete(found);
        } catch (NoSuchSwarmException e) {
            // Says so after its transaction.
            if (session != null) {
                idle.push(session);
            }
            answer.completeExceptionally(e);
        } catch (SQLException e) {
            condition.unreadable(e);
            close(session);
            answer.completeExceptionally(StoreException.unavailable(Failures.describe(e), e));
        } catch (RuntimeException | Error e) {
            close(session);
            answer.completeExceptionally(StoreException.unavailable("the store could not be read", e));
        }
    }

    private static void close(@org.jspecify.annotations.Nullable ReadSession session) {
        if (session == null) {
            return;
        }
        try {
            session.close();
        } catch (SQLException e) {
            LOG.log(Level.DEBUG, "a connection that failed could not be closed", e);
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            threads.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        idle.forEach(Readers::close);
        idle.clear();
    }
}
