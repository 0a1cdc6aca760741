package io.swarmbot.bench.table.row;

import io.swarmbot.bench.table.Figure;
import io.swarmbot.bench.table.Row;
import io.swarmbot.bench.table.Service;
import io.swarmbot.bench.table.Side;
import java.util.List;

/** More and more open tasks in the swarm in which an agent reports. */
final class OpenTasks {

    private OpenTasks() {}

    static Row scale() {
        return new Row(
                "scale-tasks",
                "100, 10,000 and 100,000 open tasks, an agent reports 1,000 times a second, 10 clients",
                List.of(point(100), point(10_000), point(100_000)));
    }

    private static Side<Service> point(int count) {
        return Side.ours(Names.count(count, "open task"), (turn, service) -> {
            service.submitTasks(count);
            return Figure.of(turn.load(service, "--conns 10 --rate 1000"), Figure.CPU_PER_EVENT, Figure.P99);
        });
    }
}
