package io.swarmbot.testing;

import io.swarmbot.testing.crowd.CrowdProgram;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Thousands of clients of one swarm in a process of their own. They use WebSocket in batches, WebSocket and server-sent
 * events in turn. Each client checks the number of every event: an event that is missing, repeated or out of order is a
 * fault, and so is a frame or chunk that breaks the rules of its protocol.
 */
public final class Crowd implements AutoCloseable {

    private final RunningProgram program;
    private final Duration patience;
    private int orders;

    private Crowd(RunningProgram program, Duration patience) {
        this.program = program;
        this.patience = patience;
    }

    /** @param patience how long any order may take */
    public static Crowd of(int members, URI server, String swarm, Duration patience) {
        return new Crowd(
                RunningProgram.start(List.of(
                        ServiceProcess.java(),
                        "-Xmx512m",
                        "-cp",
                        classes(),
                        CrowdProgram.class.getName(),
                        server.getHost(),
                        Integer.toString(server.getPort()),
                        swarm,
                        Integer.toString(members))),
                patience);
    }

    /** Opens all streams at once, each at the cursor of its client, and waits until they are open. */
    public void open() {
        order("open");
    }

    /** Waits until every client has every event up to the cursor. Returns how many events all of them got so far. */
    public long reach(String cursor) {
        return order("reach " + StreamClient.seq(cursor));
    }

    /** Breaks all connections. */
    public void cut() {
        order("cut");
    }

    private long order(String words) {
        String order = ++orders + " " + words;
        program.say(order);
        Matcher answer = program.awaitLine(Pattern.compile("^" + order + ": (\\d+) events, \\d+ ms(.*)"), patience);
        System.out.println("  crowd: " + answer.group());
        if (!answer.group(2).isEmpty()) {
            throw new AssertionError(answer.group());
        }
        return Long.parseLong(answer.group(1));
    }

    /** The directory of the test classes, the only class path that the program needs. */
    private static String classes() {
        return Path.of("target", "test-classes").toString();
    }

    @Override
    public void close() {
        program.close();
    }
}
