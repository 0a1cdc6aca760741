package io.swarmbot.store.embedded;

import io.swarmbot.concurrent.NamedThreads;
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
import org.jspecify.annotations.Nullable;

/**
 * The threads that read. They see committed data only. They do not wait for the writer, and the writer does not wait
 * for them. Each question has a connection for itself while it runs.
 *
 * <p>Thread-safety: any thread may ask.
 */
final class ReaderThreads implements AutoCloseable {

    private static final Logger LOG = System.getLogger(ReaderThreads.class.getName());

    private static final int MAX_WAITING = 50_000;
    private static final long CLOSE_SECONDS = 5;

    /** Something to read from the database. */
    interface Question<T> {

        T ask(ReadSession session) throws SQLException;
    }

    private final Database database;
    private final StoreHealth health;
    private final ThreadPoolExecutor threads;
    private final ConcurrentLinkedDeque<ReadSession> idle = new ConcurrentLinkedDeque<>();

    ReaderThreads(Database database, StoreHealth health, int count) {
        this.database = database;
        this.health = health;
        this.threads = new ThreadPoolExecutor(
                count,
                count,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MAX_WAITING),
                new NamedThreads("store-reader"));
    }

    /** Asks on one of the threads. Fails with a {@link StoreException} if too many questions wait already. */
    <T> CompletableFuture<T> ask(Question<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> answer(question, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(StoreException.unavailable("too many reads wait for the store", e));
        }
        return answer;
    }

    private <T> void answer(Question<T> question, CompletableFuture<T> answer) {
        ReadSession session = idle.poll();
        try {
            if (session == null) {
                session = new ReadSession(database);
            }
            T found = question.ask(session);
            idle.push(session);
            answer.complete(found);
        } catch (NoSuchSwarmException e) {
            // The question throws this after its transaction, so the session is still good.
            if (session != null) {
                idle.push(session);
            }
            answer.completeExceptionally(e);
        } catch (SQLException e) {
            health.recordReadFailure(e);
            close(session);
            answer.completeExceptionally(StoreException.unavailable(Failures.describe(e), e));
        } catch (RuntimeException | Error e) {
            close(session);
            answer.completeExceptionally(StoreException.unavailable("the store could not be read", e));
        }
    }

    private static void close(@Nullable ReadSession session) {
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
            threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        idle.forEach(ReaderThreads::close);
        idle.clear();
    }
}
