package io.swarmbot.bench.table.row;

import io.swarmbot.bench.table.Figure;
import io.swarmbot.bench.table.Row;
import io.swarmbot.bench.table.Service;
import io.swarmbot.bench.table.Side;
import io.swarmbot.bench.table.Turn;
import java.util.List;
import java.util.Map;

/** How long a start takes until the service says that it is ready. */
final class Readiness {

    private Readiness() {}

    static Row row() {
        return new Row(
                "start",
                "from the start of the process until the service is ready",
                List.of(
                        Side.ours("without warm-up", Readiness::measure, "swarmbot.warm-up.enabled=false"),
                        Side.ours("with warm-up", Readiness::measure)));
    }

    private static Map<Figure, Double> measure(Turn turn, Service service) {
        return Map.of(Figure.READY, (double) service.readyAfter().toMillis());
    }
}
