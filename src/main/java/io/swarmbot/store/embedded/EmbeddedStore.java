package io.swarmbot.store.embedded;

import io.swarmbot.store.AppendResult;
import io.swarmbot.store.Batch;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.Epochs;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.StoreException;
import io.swarmbot.store.SwarmImage;
import io.swarmbot.store.SwarmStore;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Keeps everything in one SQLite database, for one process. What is acknowledged is on the disk, or with the operating
 * system, as {@link Durability} says.
 *
 * <p>Failure: what cannot be written is refused, and reads go on. It takes commands again by itself once it can, unless
 * its file is damaged: that is left as it is.
 */
public final class EmbeddedStore implements SwarmStore {

    private static final Logger LOG = System.getLogger(EmbeddedStore.class.getName());
    private static final PageLimit MISSED = new PageLimit(1_000, 1 << 20);

    private final Epochs epochs;
    private final DirectoryLock lock;
    private final Condition condition = new Condition();
    private final GroupCommit commits;
    private final Readers readers;
    private final Checkpoints checkpoints;
    private final CopyOnWriteArrayList<TailListener> listeners = new CopyOnWriteArrayList<>();

    private EmbeddedStore(
            DirectoryLock lock, Database database, EmbeddedSettings settings, Clock clock, Epochs epochs) {
        this.lock = lock;
        this.epochs = epochs;
        this.commits = new GroupCommit(database, settings, epochs, clock, condition);
        this.readers = new Readers(
                database, condition, Math.max(2, Runtime.getRuntime().availableProcessors()));
        this.checkpoints = new Checkpoints(database, commits);
    }

    /**
     * Opens the store, and makes one where there is none.
     *
     * @throws UnusableStoreException where another process has it, or it is damaged, of a later version or not accessible
     */
    public static EmbeddedStore open(EmbeddedSettings settings, Clock clock, Epochs epochs) {
        return open(settings, new Database(settings.directory(), settings.durability()), clock, epochs);
    }

    static EmbeddedStore open(EmbeddedSettings settings, Database database, Clock clock, Epochs epochs) {
        DirectoryLock lock = lock(settings.directory());
        try {
            prepare(lock, database);
            EmbeddedStore store = new EmbeddedStore(lock, database, settings, clock, epochs);
            store.start();
            return store;
        } catch (SQLException e) {
            close(lock);
            throw unusable(settings.directory(), e);
        } catch (RuntimeException e) {
            close(lock);
            throw e;
        }
    }

    private static DirectoryLock lock(Path directory) {
        try {
            Files.createDirectories(directory);
            return DirectoryLock.of(directory);
        } catch (IOException e) {
            throw new UnusableStoreException(
                    "the store's directory " + directory.toAbsolutePath() + " cannot be made (" + e + ")", e);
        } catch (SQLException e) {
            throw unusable(directory, e);
        }
    }

    private static void prepare(DirectoryLock lock, Database database) throws SQLException {
        Path file = database.file();
        if (lock.isStoreMade() && file.toFile().length() == 0) {
            throw new UnusableStoreException(
                    "the store's file " + file
                            + " is gone or empty, and was there; restore it from a copy, or delete all of "
                            + file.getParent() + " to begin anew",
                    null);
        }
        Schema schema = Schema.present();
        if (file.toFile().length() > 0) {
            // Whoever writes to a file changes it by closing it again: what is to be left as it is must be found out
            // first.
            try (Connection look = database.open(Database.Use.LOOK)) {
                schema.check(look);
                if (schema.isPresent(look)) {
                    new LogTable(look);
                }
            }
        }
        try (Connection connection = database.open(Database.Use.WRITE)) {
            schema.prepare(connection);
        }
        lock.storeIsMade();
    }

    /** Returns once the writer has looked at what is there. */
    private void start() throws SQLException {
        commits.start();
        try {
            check().toCompletableFuture().join();
        } catch (CompletionException e) {
            Optional<SQLException> damage = condition.damage();
            if (damage.isPresent()) {
                stop();
                throw damage.get();
            }
            // It starts all the same: what can be read is read, and the reason is in the log and in its readiness.
        }
        checkpoints.start();
    }

    @Override
    public CompletionStage<Boolean> create(String swarm) {
        AnsweredWork<Boolean> work = new AnsweredWork<>(session -> {
            boolean isNew = session.logs().named(swarm) == null;
            if (isNew) {
                session.logs().create(swarm, epochs.next());
            }
            return isNew;
        });
        commits.offer(work);
        return work.answer();
    }

    @Override
    public CompletionStage<Boolean> delete(String swarm) {
        AnsweredWork<Boolean> work = new AnsweredWork<>(session -> {
            KnownLog log = session.logs().named(swarm);
            if (log != null) {
                session.logs().delete(log);
                session.trimming().deleted(log);
            }
            return log != null;
        });
        work.answer().thenAccept(wasThere -> {
            if (wasThere) {
                tell(swarm, null);
            }
        });
        commits.offer(work);
        return work.answer();
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
    public CompletionStage<AppendResult> append(String swarm, Batch batch) {
        AppendWork work = new AppendWork(
                swarm,
                batch,
                () -> readers.ask(session -> session.page(swarm, batch.expectedHead(), MISSED)),
                this::tell);
        commits.offer(work);
        return work.answer();
    }

    @Override
    public CompletionStage<ReadResult> read(String swarm, Cursor after, PageLimit limit) {
        return readers.ask(session -> session.page(swarm, after, limit));
    }

    @Override
    public Subscription tail(TailListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Goes all the way to the writer: one that hangs on its disk does not answer. */
    @Override
    public CompletionStage<Void> check() {
        Optional<StoreException> refusal = condition.refusal();
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(refusal.get());
        }
        AnsweredWork<Boolean> work = new AnsweredWork<>(session -> {
            for (KnownLog log : session.logs().all()) {
                StoreException unknownFormat = log.refusal();
                if (unknownFormat != null) {
                    throw unknownFormat;
                }
            }
            return true;
        });
        commits.offer(work);
        return work.answer().thenAccept(isFine -> {});
    }

    private void tell(String swarm, @Nullable Cursor head) {
        for (TailListener listener : listeners) {
            listener.moved(swarm, head);
        }
    }

    @Override
    public void close() {
        listeners.clear();
        checkpoints.close();
        stop();
        close(lock);
    }

    private void stop() {
        // First, so that the writer's is the last connection: its good-bye leaves no write-ahead log behind.
        readers.close();
        commits.close();
    }

    private static void close(DirectoryLock lock) {
        try {
            lock.close();
        } catch (SQLException e) {
            LOG.log(Level.WARNING, "the store's lock could not be given back", e);
        }
    }

    private static UnusableStoreException unusable(Path directory, SQLException e) {
        return new UnusableStoreException(
                "the store in " + directory.toAbsolutePath() + " cannot be opened: " + Failures.describe(e), e);
    }
}
