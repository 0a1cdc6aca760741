package io.swarmbot.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What {@code docker/redis/run-local.sh} runs: a Redis, and two replicas of the packaged service on it. */
public final class LocalReplicas implements AutoCloseable {

    private static final Duration START = Patience.LIMIT;
    private static final Duration END = Patience.LIMIT;

    private final RunningProgram program;
    private final List<URI> servers = new ArrayList<>();
    private final List<Long> pids = new ArrayList<>();

    private LocalReplicas(RunningProgram program) {
        this.program = program;
        for (int n = 1; n <= 2; n++) {
            Matcher line = program.awaitLine(Pattern.compile("replica" + n + ": (http[^ ]+) \\(pid (\\d+)\\)"), START);
            servers.add(URI.create(line.group(1)));
            pids.add(Long.valueOf(line.group(2)));
        }
        program.awaitLine(Pattern.compile("^ready$"), START);
    }

    /** @param settings of both replicas, such as {@code swarmbot.tasks.lease=2s} */
    public static LocalReplicas start(String... settings) {
        Programs.require(List.of("bash"), "Bash, for run-local.sh");
        StringBuilder javaOptions =
                new StringBuilder("JAVA_OPTS=-XX:TieredStopAtLevel=1 -Xmx256m -Dswarmbot.metrics.every=0s"
                        + " -Dswarmbot.warm-up.enabled=false -Dswarmbot.shutdown.drain=0s");
        for (String setting : settings) {
            javaOptions.append(" -D").append(setting);
        }
        return new LocalReplicas(RunningProgram.start(List.of(
                "env",
                "REDIS_PORT=" + RedisProcess.freePort(),
                "REPLICA_PORTS=" + RedisProcess.freePort() + " " + RedisProcess.freePort(),
                // Any that are free.
                "MANAGEMENT_PORTS=0 0",
                "BALANCER_PORT=" + RedisProcess.freePort(),
                "REDIS_SERVER=" + RedisProcess.executable(),
                javaOptions.toString(),
                "bash",
                "docker/redis/run-local.sh")));
    }

    public List<URI> servers() {
        return List.copyOf(servers);
    }

    /** What both wrote so far. */
    public String output() {
        return program.output();
    }

    /**
     * The number of the replica whose end of a connection has that port; empty if it is none of theirs. Reads the
     * tables of Linux.
     */
    public OptionalInt ownerOf(int port) {
        Set<String> sockets = new HashSet<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : linesOf(Path.of(table))) {
                // Number, own address, peer's address, state, ...; the tenth word is the inode.
                String[] words = line.strip().split("\\s+");
                if (words[1].endsWith(":%04X".formatted(port))) {
                    sockets.add("socket:[" + words[9] + "]");
                }
            }
        }
        return IntStream.range(0, pids.size())
                .filter(number -> openedBy(pids.get(number)).anyMatch(sockets::contains))
                .findFirst();
    }

    private static List<String> linesOf(Path table) {
        try {
            List<String> lines = Files.readAllLines(table);
            return lines.subList(1, lines.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> openedBy(long pid) {
        File[] opened = new File("/proc/" + pid + "/fd").listFiles();
        return Stream.of(opened == null ? new File[0] : opened).map(file -> {
            try {
                return Files.readSymbolicLink(file.toPath()).toString();
            } catch (IOException closedMeanwhile) {
                return "";
            }
        });
    }

    /** SIGKILL. */
    public void kill(int number) {
        ProcessHandle.of(pids.get(number)).ifPresent(replica -> {
            replica.destroyForcibly();
            replica.onExit().join();
        });
    }

    /** Stops the process until {@link #goOn}. */
    public void freeze(int number) {
        signal("-STOP", number);
    }

    public void goOn(int number) {
        signal("-CONT", number);
    }

    private void signal(String signal, int number) {
        RunningProgram.start(List.of("kill", signal, Long.toString(pids.get(number))))
                .exitCode(END);
    }

    @Override
    public void close() {
        program.terminate();
        try {
            program.exitCode(END);
        } finally {
            program.close();
        }
    }
}
