package io.swarmbot.testing;

import io.swarmbot.testing.crowd.TravelProgram;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Clients of many swarms in a process of their own, over all transports, that come back with their cursors whenever
 * they are sent away, cut off or refused. A fault is an event that is missing or repeated, a reset, or a client that is
 * refused twice in a row.
 */
public final class Travellers implements AutoCloseable {

    private static final Pattern ANSWER = Pattern.compile(
            "^(\\d+): (\\d+) events, (\\d+) sent away, (\\d+) refused, longest absence (\\d+) ms.*, faults: (.*)");

    private final RunningProgram program;
    private final Duration patience;
    private int orders;

    /**
     * What happened since the last order.
     *
     * @param events that all clients got since they began
     * @param sentAway how often one was told to come back
     * @param longestAbsence of a client without a stream or an answer
     */
    public record Report(long events, int sentAway, int refused, Duration longestAbsence) {}

    private Travellers(RunningProgram program, Duration patience) {
        this.program = program;
        this.patience = patience;
    }

    /**
     * @param swarms the cursors at which their clients begin
     * @param patience how long any order may take
     */
    public static Travellers of(int clients, URI server, Map<String, String> swarms, Duration patience) {
        List<String> command = new ArrayList<>(List.of(
                ServiceProcess.java(),
                "-Xmx512m",
                "-cp",
                Path.of("target", "test-classes").toString(),
                TravelProgram.class.getName(),
                server.getHost(),
                Integer.toString(server.getPort()),
                Integer.toString(clients)));
        swarms.forEach((swarm, cursor) -> command.add(swarm + "=" + cursor));
        return new Travellers(RunningProgram.start(command), patience);
    }

    /** Waits until all are connected. */
    public Report open() {
        return order("open");
    }

    /** Waits until every client has every event of its swarm up to these cursors. */
    public Report reach(Map<String, String> cursors) {
        StringBuilder words = new StringBuilder("reach");
        cursors.forEach(
                (swarm, cursor) -> words.append(' ').append(swarm).append('=').append(StreamClient.seq(cursor)));
        return order(words.toString());
    }

    private Report order(String words) {
        program.say(++orders + " " + words);
        Matcher answer = program.awaitLine(Pattern.compile("^" + orders + ": .*"), patience);
        System.out.println("  travellers: " + answer.group());
        Matcher parts = ANSWER.matcher(answer.group());
        if (!parts.matches() || !parts.group(6).equals("none")) {
            throw new AssertionError(answer.group());
        }
        return new Report(
                Long.parseLong(parts.group(2)),
                Integer.parseInt(parts.group(3)),
                Integer.parseInt(parts.group(4)),
                Duration.ofMillis(Long.parseLong(parts.group(5))));
    }

    @Override
    public void close() {
        program.close();
    }
}
