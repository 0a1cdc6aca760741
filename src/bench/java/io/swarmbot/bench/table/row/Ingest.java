package io.swarmbot.bench.table.row;

import io.swarmbot.bench.table.Figure;
import io.swarmbot.bench.table.Row;
import io.swarmbot.bench.table.Server;
import io.swarmbot.bench.table.Side;
import io.swarmbot.bench.table.Turn;
import java.util.List;
import java.util.Map;

/** S5: how many events a server takes, each in a request of its own, while one client follows. */
final class Ingest {

    private Ingest() {}

    static Row single() {
        return new Row(
                "S5",
                "one event in each request, 8 requests in flight, 1 client",
                List.of(
                        Side.uWebSockets((turn, server) -> measure(turn, server, 8)),
                        Side.ours("SwarmBot", (turn, server) -> measure(turn, server, 8))));
    }

    static Row embedded() {
        return new Row(
                "S5-embedded",
                "S5 with 64 requests in flight, the embedded store with fsync beside memory",
                List.of(
                        Side.ours("memory", (turn, server) -> measure(turn, server, 64)),
                        Side.ours(
                                "embedded",
                                (turn, server) -> measure(turn, server, 64),
                                "swarmbot.store.kind=embedded",
                                "swarmbot.store.embedded.durability=fsync")));
    }

    private static Map<Figure, Double> measure(Turn turn, Server server, int inFlight) throws Exception {
        return Figure.of(
                turn.load(server, "--conns 1 --rate 0 --pub-conns " + inFlight), Figure.EVENTS, Figure.CPU_PER_EVENT);
    }
}
