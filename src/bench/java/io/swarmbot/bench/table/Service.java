package io.swarmbot.bench.table;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The packaged SwarmBot, in production mode, with its warm-up, without a login and with the store in memory unless
 * settings say otherwise. It has nothing of an earlier start.
 */
public final class Service implements Server {

    /** The path of the swarm that is always there. */
    public static final String SWARM = "/api/v1/swarms/default";

    /** The options of the load client for events in arrays. */
    public static final String BATCHES = "--subproto swarmbot.batch.v1";

    private static final int COMMANDS_IN_A_BATCH = 1_000;

    private final ServerProcess process;
    private final Path directory;
    private final int port;
    private final Optional<AdminToken> token;
    private final int warmUp;
    private final Http http;
    private Duration firstAnswerAfter = Duration.ZERO;
    private Duration readyAfter = Duration.ZERO;

    private Service(ServerProcess process, Path directory, int port, Optional<AdminToken> token, int warmUp) {
        this.process = process;
        this.directory = directory;
        this.port = port;
        this.token = token;
        this.warmUp = warmUp;
        http = new Http(port, token.map(AdminToken::authorization));
    }

    /** Starts it, and returns when it is ready and has the agent {@code agent1} in the swarm {@code default}. */
    public static Service start(Turn turn, String... settings)
            throws IOException, InterruptedException, UnavailableException {
        return start(turn, Optional.empty(), settings);
    }

    /** Starts it with a login, which {@link #load} and {@link #http} have. */
    public static Service startWithTokens(Turn turn) throws IOException, InterruptedException, UnavailableException {
        return start(turn, Optional.of(new AdminToken()));
    }

    private static Service start(Turn turn, Optional<AdminToken> token, String... settings)
            throws IOException, InterruptedException, UnavailableException {
        Build build = turn.build();
        if (!build.isThere()) {
            throw new UnavailableException("no packaged service in " + build.directory());
        }
        Path directory = turn.bench().emptyDirectory("service");
        int port = Workbench.freePort();
        List<String> all = new ArrayList<>(
                List.of("quarkus.http.port=" + port, "quarkus.management.port=0", "swarmbot.store.kind=memory"));
        all.addAll(login(token, directory));
        all.addAll(List.of(settings));
        ServerProcess process = ServerProcess.start(turn.bench(), directory, build.command(all), Map.of());
        Service service = new Service(
                process, directory, port, token, turn.bench().options().warmUp());
        try {
            service.firstAnswerAfter = process.awaitReady(service::answers);
            service.readyAfter = process.awaitReady(service::isReady);
            service.register(SWARM, List.of("agent1"));
        } catch (IOException | InterruptedException e) {
            service.close();
            throw e;
        }
        return service;
    }

    private static List<String> login(Optional<AdminToken> token, Path directory) throws IOException {
        if (token.isEmpty()) {
            return List.of("swarmbot.security.mode=open");
        }
        Path file = directory.resolve("tokens.json");
        token.get().writeTo(file);
        return List.of(
                "swarmbot.security.mode=tokens",
                "swarmbot.security.tokens-file=" + file,
                "swarmbot.limits.per-principal.commands-per-second=0");
    }

    private boolean answers() throws InterruptedException {
        return isWell("/q/health/live");
    }

    private boolean isReady() throws InterruptedException {
        return isWell("/q/health/ready");
    }

    private boolean isWell(String probe) throws InterruptedException {
        try {
            return ServerProcess.isListening(port) && http.ask("GET", probe, "").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** From the start of the process until it answered a first request, to 20 ms. */
    public Duration firstAnswerAfter() {
        return firstAnswerAfter;
    }

    /** From the start of the process until it was ready, to 20 ms. */
    public Duration readyAfter() {
        return readyAfter;
    }

    /** Requests with its login. */
    public Http http() {
        return http;
    }

    /** Makes the swarms {@code bench-0} and so on, each with the agent {@code agent1}. */
    public void createSwarms(int count) throws IOException, InterruptedException {
        for (int n = 0; n < count; n++) {
            String swarm = "/api/v1/swarms/bench-" + n;
            http.require("PUT", swarm, "");
            register(swarm, List.of("agent1"));
        }
    }

    /** Registers agents in a swarm. */
    public void register(String swarm, List<String> agents) throws IOException, InterruptedException {
        for (String agent : agents) {
            http.require("PUT", swarm + "/agents/" + agent, "{}");
        }
    }

    /** Submits tasks to the swarm {@code default}, which nobody claims. */
    public void submitTasks(int count) throws IOException, InterruptedException {
        for (int from = 0; from < count; from += COMMANDS_IN_A_BATCH) {
            String commands = IntStream.range(from, Math.min(count, from + COMMANDS_IN_A_BATCH))
                    .mapToObj(n -> "{\"type\":\"submit_task\",\"task_id\":\"task" + n + "\",\"task_type\":\"work\"}")
                    .collect(Collectors.joining(",", "[", "]"));
            String answer = http.require("POST", SWARM + "/commands", commands).body();
            if (answer.contains("\"problem\"")) {
                throw new IOException("a task was refused: " + answer.substring(0, Math.min(400, answer.length())));
            }
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    /** The status of {@code agent1}, one message for each event. */
    @Override
    public List<String> load() {
        List<String> options = new ArrayList<>(List.of(
                "--proto",
                "ws",
                "--path",
                SWARM + "/live",
                "--pub-method",
                "PUT",
                "--pub-path",
                SWARM + "/agents/agent1/status",
                "--pub-body",
                "{\"status\":\"busy\",\"details\":{\"n\":{n},\"t_ns\":{t},\"pad\":\"{pad}\"}}",
                "--warmup",
                Integer.toString(warmUp)));
        token.ifPresent(each -> options.addAll(List.of("--header", "Authorization: " + each.authorization())));
        return options;
    }

    @Override
    public void close() throws IOException {
        process.close();
        Workbench.delete(directory);
    }
}
