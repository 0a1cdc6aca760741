package io.swarmbot.bench.table.row;

import io.swarmbot.bench.table.Figure;
import io.swarmbot.bench.table.Row;
import io.swarmbot.bench.table.Service;
import io.swarmbot.bench.table.Side;
import io.swarmbot.bench.table.Side.Measurement;
import io.swarmbot.bench.table.Turn;
import java.util.List;
import java.util.Map;

/**
 * Clients with different filters. Each filter lets every event through, since each names the agent that they are about
 * and another one: so all sides deliver the same, and what differs is the number of filters.
 */
final class Filters {

    private Filters() {}

    static Row row() {
        Measurement<Service> unfiltered = (turn, service) -> measure(turn, service, "");
        return new Row(
                "filters",
                "1,000 clients, 200 events/s, with 20 filters by agent among them beside no filter",
                List.of(Side.ours("no filter", unfiltered), filters(20)));
    }

    static Row scale() {
        return new Row(
                "scale-filters",
                "1,000 clients, 200 events/s, with 1, 20 and 200 filters by agent among them",
                List.of(filters(1), filters(20), filters(200)));
    }

    private static Side<Service> filters(int count) {
        return Side.ours(
                Names.count(count, "filter"),
                (turn, service) -> measure(turn, service, "?agent=agent1,other{f} --filters " + count));
    }

    private static Map<Figure, Double> measure(Turn turn, Service service, String filter) throws Exception {
        return Figure.of(
                turn.load(
                        service,
                        Service.BATCHES + " --conns 1000 --rate 200 --path " + Service.SWARM + "/live" + filter),
                Figure.CPU_PER_DELIVERY,
                Figure.P99);
    }
}
