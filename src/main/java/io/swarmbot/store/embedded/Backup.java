package io.swarmbot.store.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A copy of an embedded store in one file, as it was at one commit. The store may be in use meanwhile: it takes
 * commands, and its write-ahead log grows until the copy is made.
 *
 * <p>A store that is started on the copy begins a new epoch of every log. So clients that saw more than the copy has
 * are told, and load the snapshot.
 */
public final class Backup {

    private Backup() {}

    /**
     * Makes a copy. The file appears when all of it is on the disk, and only its owner may read it.
     *
     * @param directory of the store
     * @param target the file, which must not be there
     * @return its length in bytes
     * @throws UnusableStoreException if there is no store in the directory, or it cannot be read
     * @throws IOException if the file is there or cannot be written
     */
    public static long of(Path directory, Path target) throws IOException {
        Path file = target.toAbsolutePath();
        if (Files.exists(file)) {
            throw new IOException(target + " is there, and no backup is overwritten");
        }
        Database database = new Database(directory, Durability.FSYNC);
        if (!Files.isRegularFile(database.file())) {
            throw new UnusableStoreException("there is no " + database.file(), null);
        }
        Path parent = file.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new IOException(parent + " is no directory");
        }
        Path copy = Files.createTempFile(parent, file.getFileName() + ".", ".tmp");
        try {
            copy(database, copy);
            mark(copy);
            sync(copy);
            Files.move(copy, file);
            sync(parent);
            return Files.size(file);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(target + " is there by now, and no backup is overwritten", e);
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    private static void copy(Database database, Path copy) throws IOException {
        try (Connection connection = database.open(Database.Use.CHECK)) {
            Schema.present().check(connection);
            try (PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
                vacuum.setString(1, copy.toString());
                vacuum.execute();
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Makes the next start treat the end of every log as lost. */
    private static void mark(Path copy) throws IOException {
        try (Connection connection = Database.connect(copy);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA synchronous = FULL");
            statement.executeUpdate("UPDATE service SET running_with = '" + Durability.OS.name() + "'");
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** Other faults may be of the store's disk or of that of the copy. */
    private static IOException failed(SQLException e) {
        return new IOException(Failures.isDamage(e) ? Failures.describe(e) : e.getMessage(), e);
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
