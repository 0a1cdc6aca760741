package io.swarmbot.bench.table;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The process of a server, in the place that servers have on this machine. */
final class ServerProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String LOG = "server";

    private final Programs programs;
    private final Process process;
    private final long startedAt = System.nanoTime();

    private ServerProcess(Programs programs, Process process) {
        this.programs = programs;
        this.process = process;
    }

    static ServerProcess start(
            Workbench bench, Path workingDirectory, List<String> command, Map<String, String> environment)
            throws IOException {
        Process process =
                bench.programs().start(LOG, workingDirectory, bench.machine().asServer(command), environment);
        return new ServerProcess(bench.programs(), process);
    }

    /** The programs that choose class and cores become the server: they have no process of their own. */
    long pid() {
        return process.pid();
    }

    /** Asked again and again whether the server is ready. */
    @FunctionalInterface
    interface Question {
        boolean isReady() throws IOException, InterruptedException;
    }

    /**
     * Waits until the server is ready.
     *
     * @return how long that took from the start of the process, to 20 ms
     * @throws IOException if the process ends before that, or nothing happens for two minutes; the server is ended then
     */
    Duration awaitReady(Question question) throws IOException, InterruptedException {
        while (!question.isReady()) {
            Duration since = Duration.ofNanos(System.nanoTime() - startedAt);
            if (!process.isAlive() || since.compareTo(PATIENCE) > 0) {
                close();
                throw new IOException(
                        "The server is not ready after " + since.toSeconds() + " s: " + programs.end(LOG));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    /** Whether anybody listens on a port of this machine. */
    static boolean isListening(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        programs.stop(process);
    }
}
