package io.swarmbot.bench.table.row;

import io.swarmbot.bench.table.Figure;
import io.swarmbot.bench.table.Row;
import io.swarmbot.bench.table.ServerMemory;
import io.swarmbot.bench.table.Service;
import io.swarmbot.bench.table.Side;
import io.swarmbot.bench.table.Turn;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How long a start takes, and the memory of the service after it. */
final class Readiness {

    private Readiness() {}

    static Row row() {
        return new Row(
                "start",
                "from the start of the process until the service answers and is ready; its memory then, and with 1,000 clients",
                List.of(
                        Side.ours("without warm-up", Readiness::measure, "swarmbot.warm-up.enabled=false"),
                        Side.ours("with warm-up", Readiness::measure)));
    }

    private static Map<Figure, Double> measure(Turn turn, Service service) throws Exception {
        ServerMemory memory = new ServerMemory(service);
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        figures.put(Figure.FIRST_ANSWER, (double) service.firstAnswerAfter().toMillis());
        figures.put(Figure.READY, (double) service.readyAfter().toMillis());
        figures.put(Figure.IDLE_MEMORY, memory.resident());
        memory.resetPeak();
        turn.load(service, "--conns 1000 --settle 2 --idle 2 --warmup 0 --rate 5");
        figures.put(Figure.CLIENTS_MEMORY, memory.peak());
        return figures;
    }
}
