package io.swarmbot.bench.table.row;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmbot.bench.table.Figure;
import io.swarmbot.bench.table.Row;
import io.swarmbot.bench.table.Service;
import io.swarmbot.bench.table.Side;
import io.swarmbot.bench.table.Turn;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** The page in a real browser, with a large swarm, beside a page that renders anew with each event. */
final class Pages {

    private static final int AGENTS = 5_000;
    private static final int TASKS = 100_000;
    private static final int SECONDS = 60;
    /** The load begins before the browser, and lasts longer. */
    private static final int LOAD_SECONDS = 2 * SECONDS + 30;

    private Pages() {}

    static Row row() {
        return new Row(
                "page",
                "the tasks of a swarm with 5,000 agents, 100,000 tasks and 500 events/s in a browser for a minute",
                List.of(
                        Side.ours(
                                "a plain page",
                                (turn, service) -> measure(
                                        turn, service, turn.peer("plain.html").toString())),
                        Side.ours("the dashboard", (turn, service) -> measure(turn, service, "-"))));
    }

    private static Map<Figure, Double> measure(Turn turn, Service service, String standIn) throws Exception {
        service.register(
                Service.SWARM,
                IntStream.range(0, AGENTS).mapToObj(n -> "agent" + n).toList());
        service.submitTasks(TASKS);
        String path = Service.SWARM + "/agents/agent{a}/status";
        CompletableFuture<Void> load = Turn.inBackground(() -> turn.load(
                service,
                "--conns 1 --rate 500 --warmup 0 --dur " + LOAD_SECONDS + " --agents " + AGENTS + " --pub-path "
                        + path));
        JsonNode seen = turn.clientBeside(
                BrowserPage.class,
                "http://127.0.0.1:" + service.port() + "/?view=tasks",
                standIn,
                Integer.toString(TASKS),
                Integer.toString(SECONDS));
        load.join();
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        figures.put(Figure.ROWS, seen.path("rows_ms").asDouble());
        figures.put(Figure.COMPLETE, seen.path("complete_ms").asDouble());
        figures.put(Figure.PAGE_CPU, seen.path("cpu").asDouble());
        figures.put(Figure.LONG_TASKS, seen.path("long").asDouble());
        figures.put(Figure.PAGE_HEAP, seen.path("heap_mb").asDouble());
        return figures;
    }
}
