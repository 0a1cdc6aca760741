package io.swarmbot.bench.table.row;

import io.swarmbot.bench.table.Figure;
import io.swarmbot.bench.table.Row;
import io.swarmbot.bench.table.Server;
import io.swarmbot.bench.table.Side;
import io.swarmbot.bench.table.Turn;
import java.util.List;
import java.util.Map;

/** S3: the first 10,000 clients after readiness, which are idle and then get 5 events a second. */
final class Connections {

    private Connections() {}

    static Row row() {
        return new Row(
                "S3",
                "the first 10,000 clients after readiness, idle, then 5 events/s",
                List.of(Side.uWebSockets(Connections::measure), Side.ours("SwarmBot", Connections::measure)));
    }

    private static Map<Figure, Double> measure(Turn turn, Server server) throws Exception {
        return Figure.of(
                turn.load(server, "--conns 10000 --settle 4 --idle 5 --warmup 0 --rate 5"),
                Figure.CONNECTS,
                Figure.P99,
                Figure.MEMORY_PER_CONNECTION);
    }
}
