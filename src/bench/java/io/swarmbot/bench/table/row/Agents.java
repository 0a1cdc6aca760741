package io.swarmbot.bench.table.row;

import io.swarmbot.bench.table.Figure;
import io.swarmbot.bench.table.Row;
import io.swarmbot.bench.table.Service;
import io.swarmbot.bench.table.Side;
import java.util.List;
import java.util.stream.IntStream;

/** More and more agents in one swarm, which report in turn. */
final class Agents {

    private Agents() {}

    static Row scale() {
        return new Row(
                "scale-agents",
                "100, 1,000 and 10,000 agents, which report 1,000 times a second together, 10 clients",
                List.of(point(100), point(1_000), point(10_000)));
    }

    private static Side<Service> point(int count) {
        return Side.ours(Names.count(count, "agent"), (turn, service) -> {
            service.register(
                    Service.SWARM,
                    IntStream.range(0, count).mapToObj(n -> "agent" + n).toList());
            String path = Service.SWARM + "/agents/agent{a}/status";
            return Figure.of(
                    turn.load(service, "--conns 10 --rate 1000 --agents " + count + " --pub-path " + path),
                    Figure.CPU_PER_EVENT,
                    Figure.P99);
        });
    }
}
