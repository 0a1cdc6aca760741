package io.swarmbot.bench.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The load client, {@code src/bench/peers/fanout.c}, which is compiled when it is first used. */
final class Fanout {

    private static final Duration COMPILATION = Duration.ofMinutes(2);
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private final ObjectMapper json = new ObjectMapper();
    private final Workbench bench;
    private final Path program;
    private boolean isCompiled;

    Fanout(Workbench bench) {
        this.bench = bench;
        program = bench.directory().resolve("fanout");
    }

    /**
     * Puts a load on a server. The lines that the client prints are kept, too.
     *
     * @param options those of the client; the last wins, if one is given again
     * @return one object for each phase, at least one
     * @throws IOException if the client fails, or if the server refused events or sent them wrongly
     */
    List<JsonNode> run(Turn turn, Server server, List<String> options)
            throws IOException, InterruptedException, UnavailableException {
        compile();
        List<String> command = new ArrayList<>(List.of(program.toString(), "--port", Integer.toString(server.port())));
        command.addAll(List.of("--server-pid", Long.toString(server.pid())));
        command.addAll(List.of("--scenario", turn.row(), "--peer", turn.side(), "--tag", "round " + turn.round()));
        command.addAll(List.of("--dur", Integer.toString(turn.seconds())));
        command.addAll(options);
        Programs.Result result = bench.programs().run("fanout", bench.machine().asClient(command), LIMIT);
        List<JsonNode> phases = new ArrayList<>();
        for (String line : result.output().lines().toList()) {
            if (line.startsWith("{")) {
                phases.add(json.readTree(line));
                bench.record(line);
            }
        }
        if (result.exitCode() != 0 || phases.isEmpty()) {
            throw new IOException("The load client failed: " + bench.programs().end("fanout"));
        }
        for (JsonNode phase : phases) {
            requireRight(phase);
        }
        return phases;
    }

    /**
     * Each of these would make the figures wrong. What is lost is a figure itself, and publishers that race with each
     * other may well put numbers out of order.
     */
    private static void requireRight(JsonNode phase) throws IOException {
        for (String field : List.of("failed", "dup", "misrouted", "bad_frames", "pub_http_err")) {
            if (!phase.path(field).isNumber() || phase.path(field).asLong() > 0) {
                throw new IOException("The load client counted " + field + " " + phase.path(field));
            }
        }
    }

    private void compile() throws IOException, InterruptedException, UnavailableException {
        if (isCompiled) {
            return;
        }
        String source = Workbench.PEERS.resolve("fanout.c").toString();
        List<String> command =
                List.of(Programs.require("gcc").toString(), "-O2", "-Wall", "-o", program.toString(), source);
        Programs.Result result = bench.programs().run("gcc", command, COMPILATION);
        if (result.exitCode() != 0) {
            throw new IOException("gcc failed: " + result.output());
        }
        isCompiled = true;
    }
}
