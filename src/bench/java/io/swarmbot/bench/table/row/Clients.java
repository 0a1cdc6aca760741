package io.swarmbot.bench.table.row;

import io.swarmbot.bench.table.Figure;
import io.swarmbot.bench.table.Row;
import io.swarmbot.bench.table.Service;
import io.swarmbot.bench.table.Side;
import java.util.List;

/** More and more clients of one swarm. */
final class Clients {

    private Clients() {}

    static Row scale() {
        return new Row(
                "scale-clients",
                "100, 1,000 and 4,000 clients, 200 events/s in arrays",
                List.of(point(100), point(1_000), point(4_000)));
    }

    private static Side<Service> point(int count) {
        return Side.ours(
                Names.count(count, "client"),
                (turn, service) -> Figure.of(
                        turn.load(service, Service.BATCHES + " --rate 200 --conns " + count),
                        Figure.CPU_PER_DELIVERY,
                        Figure.P50,
                        Figure.P99));
    }
}
