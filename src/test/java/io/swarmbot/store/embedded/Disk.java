package io.swarmbot.store.embedded;

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

/** A database on a disk that does as it is told: it can be full, and a commit can be held up, or fail in several ways. */
final class Disk extends Database {

    /** What one commit does, instead of just being carried out. */
    interface Step {

        void commit(Really really) throws SQLException;
    }

    /** The commit itself. */
    interface Really {

        void commit() throws SQLException;
    }

    /** A commit that waits. */
    static final class Held implements Step {

        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        @Override
        public void commit(Really really) throws SQLException {
            reached.countDown();
            await(released);
            really.commit();
        }

        /** Returns once it is its turn. */
        Held awaitTurn() {
            await(reached);
            return this;
        }

        void release() {
            released.countDown();
        }

        private static void await(CountDownLatch latch) {
            try {
                if (!latch.await(20, TimeUnit.SECONDS)) {
                    throw new AssertionError("a commit is not let go, or does not come");
                }
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static final int NO_LIMIT = 1 << 30;

    private final Path directory;
    private final Queue<Step> steps = new ConcurrentLinkedQueue<>();
    private final AtomicInteger commits = new AtomicInteger();
    private volatile int mostPages = NO_LIMIT;
    private volatile Connection writer;

    Disk(Path directory, Durability durability) {
        super(directory, durability);
        this.directory = directory;
    }

    /** What the next commit does for which nothing is said yet. */
    void onCommit(Step step) {
        steps.add(step);
    }

    /** The next commits fail, before anything of them is in the file. */
    void failCommits(int count, SQLiteErrorCode code) {
        for (int n = 0; n < count; n++) {
            steps.add(really -> {
                throw new SQLiteException("for a test", code);
            });
        }
    }

    /** The next commit waits until it is let go. */
    Held holdCommit() {
        Held held = new Held();
        steps.add(held);
        return held;
    }

    int commits() {
        return commits.get();
    }

    /** From now on there is room for so many pages more than are there. */
    void leave(int pages) {
        mostPages = number("PRAGMA page_count") + pages;
        // It is a matter of each connection; a new one asks again.
        number("PRAGMA max_page_count = " + mostPages);
    }

    /** There is room again. */
    void makeRoom() {
        mostPages = NO_LIMIT;
    }

    /** What the writer's own connection answers. */
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

    /** Does it on the writer's own connection. */
    void execute(String sql) {
        try (Statement statement = writer.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Pages in the write-ahead log since it last began anew. */
    int logPages() {
        return number("PRAGMA wal_checkpoint(NOOP)", 2);
    }

    /** What a machine that dies now would leave behind, with the last bytes of the write-ahead log lost. */
    Path crash(Path elsewhere, long lostBytes) {
        try {
            Files.createDirectories(elsewhere);
            for (String file : new String[] {FILE, FILE + "-wal", "swarmbot.lock"}) {
                Files.copy(directory.resolve(file), elsewhere.resolve(file));
            }
            try (var log =
                    Files.newByteChannel(elsewhere.resolve(FILE + "-wal"), java.nio.file.StandardOpenOption.WRITE)) {
                log.truncate(log.size() - lostBytes);
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
