package io.swarmbot.bench.table;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.stream.Stream;

/** What all measurements share: the options, the machine, and the programs that run on it. */
final class Workbench implements AutoCloseable {

    /** Where the load client and the peers are. */
    static final Path PEERS = Path.of("src", "bench", "peers").toAbsolutePath();

    private final TableOptions options;
    private final Path directory;
    private final Machine machine;
    private final Programs programs;
    private final Fanout fanout;
    private final FileChannel lock;
    private final Path record;

    /**
     * @param directory for all that is made, such as {@code target/bench}
     * @throws IOException if another one is at work there
     */
    Workbench(TableOptions options, Path directory) throws IOException, InterruptedException {
        this.options = options;
        this.directory = Files.createDirectories(directory).toAbsolutePath();
        lock = FileChannel.open(this.directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock.tryLock() == null) {
            throw new IOException("Another table is being made in " + this.directory);
        }
        record = this.directory.resolve(Instant.now().truncatedTo(ChronoUnit.SECONDS) + ".jsonl");
        machine = Machine.prepare(options.isRealTime());
        programs = new Programs(this.directory);
        fanout = new Fanout(this);
    }

    TableOptions options() {
        return options;
    }

    Machine machine() {
        return machine;
    }

    Programs programs() {
        return programs;
    }

    Fanout fanout() {
        return fanout;
    }

    Path directory() {
        return directory;
    }

    /** Keeps a line of JSON, in the file of this run. */
    void record(String line) throws IOException {
        Files.writeString(record, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** An empty directory of that name. */
    Path emptyDirectory(String name) throws IOException {
        Path path = directory.resolve(name);
        delete(path);
        return Files.createDirectory(path);
    }

    /** Deletes a directory with all that is in it, if it is there. */
    static void delete(Path path) throws IOException {
        if (Files.exists(path)) {
            try (Stream<Path> files = Files.walk(path)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
    }

    /** A port on which nobody listens. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        programs.close();
        try {
            machine.close();
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
