package io.swarmbot.bench.table.row;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmbot.bench.table.Figure;
import io.swarmbot.bench.table.Row;
import io.swarmbot.bench.table.Server;
import io.swarmbot.bench.table.Service;
import io.swarmbot.bench.table.Side;
import io.swarmbot.bench.table.Turn;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** S2: the highest rate at which 1,000 clients lose nothing and the 99th percentile stays below 100 ms. */
final class FanOut {

    private static final double MOST_MILLIS = 100;

    private FanOut() {}

    static Row row() {
        return new Row(
                "S2",
                "1,000 clients, events in arrays: the highest rate with nothing lost and p99 < 100 ms",
                List.of(
                        Side.uWebSockets((turn, server) -> measure(turn, server, "")),
                        Side.ours("SwarmBot", (turn, server) -> measure(turn, server, Service.BATCHES + " "))));
    }

    private static Map<Figure, Double> measure(Turn turn, Server server, String protocol) throws Exception {
        String steps = "--steps 10,20,50,100,200,400,800,1600 --refine 2 --dur " + turn.seconds() * 0.4;
        JsonNode best = turn.phases(server, protocol + "--conns 1000 --inflight 32 --warm-rate 100 " + steps).stream()
                .filter(phase -> phase.path("ok").asInt() == 1 && Figure.P99.in(phase) < MOST_MILLIS)
                .max(Comparator.comparingDouble(Figure.DELIVERIES::in))
                .orElseThrow(() -> new IOException("Even the lowest rate is too high."));
        return Figure.of(best, Figure.DELIVERIES, Figure.CPU_PER_DELIVERY, Figure.P99);
    }
}
