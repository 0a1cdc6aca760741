package io.swarmbot.testing;

import static io.swarmbot.testing.Patience.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/**
 * A Redis server in a process of its own, with a free port of the loopback address and a directory, which it keeps when
 * it is started again. It is the {@code redis-server} on the PATH, or that of embedded-redis if there is none. Without
 * settings it loses everything when it ends.
 */
public final class RedisProcess implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("[Rr]eady to accept connections");

    private final Path directory;
    private final int port;
    private final List<String> settings;
    private RunningProgram program;

    private RedisProcess(List<String> settings) {
        try {
            this.directory = Files.createTempDirectory("swarmbot-redis");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.port = freePort();
        this.settings = settings;
        start();
    }

    /** @param settings words of the command line, such as {@code --appendonly yes} */
    public static RedisProcess with(String... settings) {
        return new RedisProcess(List.of(settings));
    }

    /** A server that keeps what it acknowledged even if it is killed. */
    public static RedisProcess durable() {
        return with("--appendonly", "yes", "--appendfsync", "always");
    }

    /** The address for {@code quarkus.redis.hosts}. */
    public String hosts() {
        return "redis://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** Starts the server again after its end. Returns when it answers. */
    public void start() {
        List<String> command = new ArrayList<>(List.of(
                executable().toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                directory.toString(),
                "--save",
                ""));
        command.addAll(settings);
        program = RunningProgram.start(command);
        program.awaitLine(READY, Patience.LIMIT);
    }

    /** SIGKILL. */
    public void kill() {
        program.kill();
    }

    /** Sends a command, and returns its answer: text, a number, a list, or null. An error fails the test. */
    public Object call(String... words) {
        return RedisConsole.call(port, words);
    }

    /** Makes this a replica of the other server. Returns when it has everything that the other one had. */
    public void follow(RedisProcess master) {
        call("REPLICAOF", "127.0.0.1", Integer.toString(master.port));
        await().until(() -> info("master_link_status").equals("up"));
        long offset = Long.parseLong(master.info("master_repl_offset"));
        await().until(() -> Long.parseLong(info("slave_repl_offset")) >= offset);
    }

    /** Makes this a master: it no longer gets what its master gets, and takes commands itself. */
    public void promote() {
        call("REPLICAOF", "NO", "ONE");
    }

    /** Stops the process until {@link #goOn}. */
    public void freeze() {
        signal("-STOP");
    }

    public void goOn() {
        signal("-CONT");
    }

    private void signal(String signal) {
        RunningProgram.start(List.of("kill", signal, Long.toString(program.pid())))
                .exitCode(Patience.LIMIT);
    }

    /** One line of the answer to {@code INFO}. */
    public String info(String name) {
        String text = (String) call("INFO");
        return text.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + text));
    }

    @Override
    public void close() {
        program.close();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A port that nobody uses at this moment. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path executable() {
        return Programs.find("redis-server").orElseGet(() -> {
            try {
                return ExecutableProvider.newJarResourceProvider().get().toPath();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
