package io.swarmbot.bench.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * One measurement of one side of a row.
 *
 * @param build what of SwarmBot is measured
 * @param row its id
 * @param side its name
 * @param round from 1
 */
public record Turn(Workbench bench, Build build, String row, String side, int round) {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** How long a steady load lasts. */
    public int seconds() {
        return bench.options().seconds();
    }

    /** A file of the peers. */
    public Path peer(String name) {
        return Workbench.PEERS.resolve(name);
    }

    /** Does something beside what follows. Whoever joins it hears of its failure. */
    public static CompletableFuture<Void> inBackground(Callable<?> work) {
        return CompletableFuture.runAsync(() -> {
            try {
                work.call();
            } catch (Exception failure) {
                throw new CompletionException(failure);
            }
        });
    }

    /** As {@link #phases}, for a load of one phase. */
    public JsonNode load(Server server, String options, String... headers)
            throws IOException, InterruptedException, UnavailableException {
        return phases(server, options, headers).get(0);
    }

    /**
     * Puts a load on a server, and returns what the load client printed of each phase.
     *
     * @param options of the load client, with blanks between them; they win over those of the server
     * @param headers of all requests, such as {@code If-None-Match: "1"}
     */
    public List<JsonNode> phases(Server server, String options, String... headers)
            throws IOException, InterruptedException, UnavailableException {
        List<String> all = new ArrayList<>(server.load());
        all.addAll(List.of(options.split(" ")));
        for (String header : headers) {
            all.addAll(List.of("--header", header));
        }
        return bench.fanout().run(this, server, all);
    }

    /** Runs a program of this class path in the place of the load client, and returns the JSON that it prints. */
    public JsonNode client(Class<?> program, String... arguments) throws IOException, InterruptedException {
        return run("client", program, bench.machine().asClient(command(program, arguments)));
    }

    /** The same beside the load client, which goes first on their core. */
    public JsonNode clientBeside(Class<?> program, String... arguments) throws IOException, InterruptedException {
        return run("beside", program, command(program, arguments));
    }

    private List<String> command(Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(bench.options().build().java().toString(), "-cp", System.getProperty("java.class.path")));
        command.add(program.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    private JsonNode run(String log, Class<?> program, List<String> command) throws IOException, InterruptedException {
        Programs.Result result = bench.programs().run(log, command, LIMIT);
        if (result.exitCode() != 0) {
            throw new IOException(program.getSimpleName() + " failed: " + result.output());
        }
        return new ObjectMapper().readTree(result.output());
    }
}
