package io.swarmbot.testing;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
                new StringBuilder("JAVA_OPTS=-XX:TieredStopAtLevel=1 -Xmx256m -Dswarmbot.metrics.every=0s");
        for (String setting : settings) {
            javaOptions.append(" -D").append(setting);
        }
        return new LocalReplicas(RunningProgram.start(List.of(
                "env",
                "REDIS_PORT=" + RedisProcess.freePort(),
                "REPLICA_PORTS=" + RedisProcess.freePort() + " " + RedisProcess.freePort(),
                "BALANCER_PORT=" + RedisProcess.freePort(),
                "REDIS_SERVER=" + RedisProcess.executable(),
                javaOptions.toString(),
                "bash",
                "docker/redis/run-local.sh")));
    }

    public List<URI> servers() {
        return List.copyOf(servers);
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
