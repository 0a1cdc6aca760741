package io.swarmbot.bench.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The processes that the table starts. None of them outlives this: what still runs is ended when it is closed.
 *
 * <p>Thread-safety: may be closed by any thread; whatever starts a process after that fails.
 */
final class Programs implements AutoCloseable {

    /** A service with 10,000 connections says good-bye to all of them. */
    private static final long PATIENCE_SECONDS = 10;

    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private final Path directory;
    private boolean isClosed;

    /** @param directory for what the programs print */
    Programs(Path directory) {
        this.directory = directory;
    }

    /** Where a program is, if this machine has it. */
    static Optional<Path> find(String name) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin";
        return Stream.of(path.split(":"))
                .map(each -> Path.of(each, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Where a program is. */
    static Path require(String name) throws UnavailableException {
        return find(name).orElseThrow(() -> new UnavailableException(name + " is not installed"));
    }

    /** Starts a program, which prints to a file of that name. */
    synchronized Process start(
            String name, Path workingDirectory, List<String> command, Map<String, String> environment)
            throws IOException {
        if (isClosed) {
            throw new IOException("The table is over.");
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(workingDirectory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log(name).toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        running.add(process);
        return process;
    }

    /** Runs a program to its end. */
    Result run(String name, List<String> command, Duration atMost) throws IOException, InterruptedException {
        Process process = start(name, Path.of("").toAbsolutePath(), command, Map.of());
        try {
            if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(name + " did not end within " + atMost + ": " + end(name));
            }
            return new Result(process.exitValue(), Files.readString(log(name)));
        } finally {
            stop(process);
        }
    }

    /** What a program ended with, and all that it printed. */
    record Result(int exitCode, String output) {}

    /** Ends a program: it is asked first. */
    void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        running.remove(process);
    }

    /** The last that a program printed. */
    String end(String name) throws IOException {
        String all = Files.readString(log(name)).strip();
        return all.substring(Math.max(0, all.length() - 400)).replaceAll("\\s+", " ");
    }

    private Path log(String name) {
        return directory.resolve(name + ".log");
    }

    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
        }
        running.forEach(this::stop);
    }
}
