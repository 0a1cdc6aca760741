package io.swarmbot.store.embedded;

import io.swarmbot.concurrent.Ticker;
import io.swarmbot.store.Append;
import io.swarmbot.store.AppendResult;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.DeliveryRow;
import io.swarmbot.store.Epochs;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.StoreException;
import io.swarmbot.store.SwarmImage;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.TailListeners;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps everything in one SQLite database, for one process. An append that was acknowledged is on the disk, or with the
 * operating system, as {@link Durability} says.
 *
 * <p>Failure: if the store cannot write, it refuses writes and still serves reads. It writes again by itself as soon as
 * it can. If its file is damaged, it leaves the file as it is.
 */
public final class EmbeddedStore implements SwarmStore {

    /** How many missed entries a conflict brings. */
    private static final PageLimit MISSED = new PageLimit(1_000, 1 << 20);

    private final Epochs epochs;
    private final StoreDirectory directory;
    private final StoreHealth health = new StoreHealth();
    private final CommitThread commits;
    private final ReaderThreads readers;
    private final Checkpoints checkpoints;
    private final TailListeners listeners = new TailListeners();

    private EmbeddedStore(
            StoreDirectory directory,
            Database database,
            EmbeddedSettings settings,
            Clock clock,
            Ticker ticker,
            Epochs epochs) {
        this.directory = directory;
        this.epochs = epochs;
        this.commits = new CommitThread(database, settings, epochs, clock, ticker, health);
        this.readers = new ReaderThreads(
                database, health, Math.max(2, Runtime.getRuntime().availableProcessors()));
        this.checkpoints = new Checkpoints(database, commits);
    }

    /**
     * Opens the store. Makes it if there is none.
     *
     * @throws UnusableStoreException if another process uses it, or it is damaged, belongs to a later version or cannot
     *     be accessed
     */
    public static EmbeddedStore open(EmbeddedSettings settings, Clock clock, Epochs epochs) {
        Database database = new Database(settings.directory(), settings.durability());
        return open(settings, database, clock, Ticker.system(), epochs);
    }

    static EmbeddedStore open(EmbeddedSettings settings, Database database, Clock clock, Ticker ticker, Epochs epochs) {
        StoreDirectory directory = StoreDirectory.open(settings.directory(), database);
        try {
            EmbeddedStore store = new EmbeddedStore(directory, database, settings, clock, ticker, epochs);
            store.start();
            return store;
        } catch (SQLException e) {
            directory.close();
            throw directory.unusable(e);
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /**
     * Returns after the writer has opened the database. If the writer cannot write, the store starts all the same and
     * serves reads; the reason is in the log and in {@link #check}.
     *
     * @throws SQLException if the file is damaged
     */
    private void start() throws SQLException {
        commits.start();
        check().handle((nothing, failure) -> failure == null)
                .toCompletableFuture()
                .join();
        Optional<SQLException> damage = health.damage();
        if (damage.isPresent()) {
            stopThreads();
            throw damage.get();
        }
        checkpoints.start();
    }

    @Override
    public CompletionStage<Boolean> create(String swarm) {
        SimpleRequest<Boolean> request = new SimpleRequest<>(session -> {
            boolean isNew = session.logs().named(swarm) == null;
            if (isNew) {
                session.logs().create(swarm, epochs.next());
            }
            return isNew;
        });
        commits.offer(request);
        return request.answer();
    }

    @Override
    public CompletionStage<Boolean> delete(String swarm) {
        SimpleRequest<Boolean> request = new SimpleRequest<>(session -> {
            LogState log = session.logs().named(swarm);
            if (log != null) {
                session.logs().delete(log);
                session.trimming().addDeleted(log);
            }
            return log != null;
        });
        request.answer().thenAccept(wasThere -> {
            if (wasThere) {
                listeners.publish(swarm, null);
            }
        });
        commits.offer(request);
        return request.answer();
    }

    @Override
    public CompletionStage<List<String>> swarms() {
        return readers.ask(ReadSession::names);
    }

    @Override
    public CompletionStage<Optional<SwarmImage>> load(String swarm) {
        return readers.ask(session -> session.image(swarm));
    }

    @Override
    public CompletionStage<Optional<SwarmImage>> loadPast(String swarm, long seq) {
        return readers.ask(session -> session.pastImage(swarm, seq));
    }

    @Override
    public CompletionStage<AppendResult> append(String swarm, Append append) {
        AppendRequest request = new AppendRequest(
                swarm,
                append,
                () -> readers.ask(session -> session.page(swarm, append.expectedHead(), MISSED)),
                listeners::publish);
        commits.offer(request);
        return request.answer();
    }

    @Override
    public CompletionStage<ReadResult> read(String swarm, Cursor after, PageLimit limit) {
        return readers.ask(session -> session.page(swarm, after, limit));
    }

    @Override
    public CompletionStage<Void> noteUses(String swarm, Map<String, Instant> uses) {
        return ofLog(swarm, (session, log) -> session.lastUses().note(log, uses));
    }

    @Override
    public CompletionStage<Void> forgetUses(String swarm, Collection<String> names) {
        return ofLog(swarm, (session, log) -> session.lastUses().forget(log, names));
    }

    /** Writes something about a log, if there is that log. */
    private interface LogAction {

        void write(WriteSession session, LogState log) throws SQLException;
    }

    private CompletionStage<Void> ofLog(String swarm, LogAction action) {
        SimpleRequest<Boolean> request = new SimpleRequest<>(session -> {
            LogState log = session.logs().named(swarm);
            if (log != null) {
                action.write(session, log);
            }
            return log != null;
        });
        commits.offer(request);
        return request.answer().thenAccept(written -> {});
    }

    @Override
    public CompletionStage<Map<String, Instant>> uses(String swarm) {
        return readers.ask(session -> session.uses(swarm));
    }

    @Override
    public CompletionStage<Map<String, DeliveryRow>> deliveryRows(String swarm) {
        return readers.ask(session -> session.deliveries(swarm));
    }

    @Override
    public CompletionStage<Boolean> replaceDeliveryRow(
            String swarm, String receiver, @Nullable DeliveryRow known, @Nullable DeliveryRow next) {
        SimpleRequest<Boolean> request = new SimpleRequest<>(session -> {
            LogState log = session.logs().named(swarm);
            return log != null && session.deliveries().replace(log, receiver, known, next);
        });
        commits.offer(request);
        return request.answer();
    }

    @Override
    public Tail tail(TailListener listener) {
        return listeners.add(listener);
    }

    /** Asks the writer, so that a writer that hangs on its disk does not count as well. */
    @Override
    public CompletionStage<Void> check() {
        Optional<StoreException> refusal = health.refusal();
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(refusal.get());
        }
        SimpleRequest<Boolean> request = new SimpleRequest<>(session -> {
            for (LogState log : session.logs().all()) {
                StoreException unknownFormat = log.refusal();
                if (unknownFormat != null) {
                    throw unknownFormat;
                }
            }
            return true;
        });
        commits.offer(request);
        return request.answer().thenAccept(isFine -> {});
    }

    @Override
    public void close() {
        listeners.clear();
        checkpoints.close();
        stopThreads();
        directory.close();
    }

    private void stopThreads() {
        // The readers first: only the last connection that closes can remove the write-ahead log.
        readers.close();
        commits.close();
    }
}
