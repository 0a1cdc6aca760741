package io.swarmbot.bench.table.row;

import io.swarmbot.bench.table.Figure;
import io.swarmbot.bench.table.Row;
import io.swarmbot.bench.table.Service;
import io.swarmbot.bench.table.Side;
import io.swarmbot.bench.table.Side.Measurement;
import java.util.List;

/** Many swarms in one process. */
final class Swarms {

    private static final int CLIENTS_OF_EACH = 3;

    private Swarms() {}

    /** 10,000 clients and 50,000 deliveries a second on both sides. */
    static Row row() {
        return new Row(
                "swarms",
                "10,000 clients, 50,000 deliveries/s: 200 swarms with 50 clients and 5 events/s each, beside one swarm",
                List.of(
                        swarms(1, measurement(1, "--conns 10000 --rate 5", Figure.CPU_PER_DELIVERY)),
                        swarms(200, measurement(200, "--conns 10000 --rate 1000", Figure.CPU_PER_DELIVERY))));
    }

    static Row scale() {
        return new Row(
                "scale-swarms",
                "1, 200 and 3,000 swarms with 3 clients each, 1,000 events/s in all of them together",
                List.of(point(1), point(200), point(3_000)));
    }

    private static Side<Service> point(int count) {
        String load = "--conns " + CLIENTS_OF_EACH * count + " --rate 1000";
        return swarms(count, measurement(count, load, Figure.CPU_PER_EVENT));
    }

    private static Side<Service> swarms(int count, Measurement<Service> measurement) {
        return Side.ours(Names.count(count, "swarm"), measurement);
    }

    private static Measurement<Service> measurement(int count, String load, Figure cpu) {
        String paths = " --path /api/v1/swarms/bench-{g}/live --pub-path /api/v1/swarms/bench-{g}/agents/agent1/status";
        return (turn, service) -> {
            service.createSwarms(count);
            return Figure.of(
                    turn.load(service, Service.BATCHES + " " + load + " --groups " + count + paths), cpu, Figure.P99);
        };
    }
}
