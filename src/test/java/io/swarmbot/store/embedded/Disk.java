package io.swarmbot.store.embedded;

import io.swarmbot.testing.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** A database on a disk that a test controls: it can be full, and a commit can wait or fail. */
final class Disk extends Database {

    /** What one commit does instead of the usual. */
    interface Step {

        void commit(Really really) throws SQLException;
    }

    /** The usual commit. */
    interface Really {

        void commit() throws SQLException;
    }

    /** A commit that waits until it is released. */
    static final class Held implements Step {

        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        @Override
        public void commit(Really really) throws SQLException {
            reached.countDown();
            await(released);
            really.commit();
        }

        /** Returns as soon as the commit waits. */
        Held awaitTurn() {
            await(reached);
            return this;
        }

        void release() {
            released.countDown();
        }

        private static void await(CountDownLatch latch) {
            try {
                if (!latch.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    throw new AssertionError("a commit was not released, or did not come");
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static final int NO_LIMIT = 1 << 30;
    private static final int LOG_HEADER_BYTES = 32;
    private static final int LOG_FRAME_BYTES = 24 + 4_096;

    private final Path directory;
    private final Queue<Step> steps = new ConcurrentLinkedQueue<>();
    private final AtomicInteger commits = new AtomicInteger();
    private volatile int mostPages = NO_LIMIT;
    private volatile Connection writer;

    Disk(Path directory, Durability durability) {
        super(directory, durability);
        this.directory = directory;
    }

    /** A disk without room for one more page. */
    static Disk full(EmbeddedSettings settings) {
        Disk disk = new Disk(settings.directory(), settings.durability());
        // Fewer pages than there are cannot be set, so this is the number that there are.
        disk.mostPages = 1;
        return disk;
    }

    /** Says what the next commit does for which this is not said yet. */
    void onCommit(Step step) {
        steps.add(step);
    }

    /** Lets the next commits fail before they write anything. */
    void failCommits(int count, SQLiteErrorCode code) {
        for (int n = 0; n < count; n++) {
            steps.add(really -> {
                throw new SQLiteException("for a test", code);
            });
        }
    }

    /** Lets the next commit wait until it is released. */
    Held holdCommit() {
        Held held = new Held();
        steps.add(held);
        return held;
    }

    int commits() {
        return commits.get();
    }

    /** Leaves room for this many more pages. */
    void leave(int pages) {
        mostPages = number("PRAGMA page_count") + pages;
        // The limit belongs to a connection. Each new connection sets it again.
        number("PRAGMA max_page_count = " + mostPages);
    }

    /** Removes the limit. */
    void makeRoom() {
        mostPages = NO_LIMIT;
    }

    /** Runs a query on the writer's connection. */
    int number(String sql) {
        return number(sql, 1);
    }

    private int number(String sql, int column) {
        try (Statement statement = writer.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.getInt(column);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a statement on the writer's connection. */
    void execute(String sql) {
        try (Statement statement = writer.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How many pages the write-ahead log has. */
    int logPages() {
        return number("PRAGMA wal_checkpoint(NOOP)", 2);
    }

    /** How long the file of the write-ahead log is. */
    long logFileBytes() {
        return log(directory).toFile().length();
    }

    private static Path log(Path directory) {
        return directory.resolve(FILE + "-wal");
    }

    /** Copies the files as a crash would leave them now, without the last bytes that are written in the log. */
    Path crash(Path elsewhere, long lostBytes) {
        try {
            Files.createDirectories(elsewhere);
            for (String file : new String[] {FILE, FILE + "-wal", "swarmbot.lock"}) {
                Files.copy(directory.resolve(file), elsewhere.resolve(file));
            }
            if (lostBytes > 0) {
                // Zeros may follow what is written.
                long written = LOG_HEADER_BYTES + (long) logPages() * LOG_FRAME_BYTES;
                try (var log = Files.newByteChannel(log(elsewhere), java.nio.file.StandardOpenOption.WRITE)) {
                    log.truncate(written - lostBytes);
                }
            }
            return elsewhere;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    Connection open(Use use) throws SQLException {
        Connection connection = super.open(use);
        if (use != Use.WRITE) {
            return connection;
        }
        writer = connection;
        number("PRAGMA max_page_count = " + mostPages);
        return proxy(Connection.class, (proxy, method, arguments) -> {
            Object result = call(connection, method, arguments);
            boolean isCommit = method.getName().equals("prepareStatement") && arguments[0].equals("COMMIT");
            return isCommit ? committing((PreparedStatement) result) : result;
        });
    }

    private PreparedStatement committing(PreparedStatement statement) {
        return proxy(PreparedStatement.class, (proxy, method, arguments) -> {
            if (!method.getName().equals("execute")) {
                return call(statement, method, arguments);
            }
            Step step = steps.poll();
            if (step == null) {
                statement.execute();
            } else {
                step.commit(statement::execute);
            }
            commits.incrementAndGet();
            return false;
        });
    }

    private static Object call(Object target, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(Disk.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
