package io.swarmbot.bench.table.row;

import io.swarmbot.bench.table.Figure;
import io.swarmbot.bench.table.Row;
import io.swarmbot.bench.table.Server;
import io.swarmbot.bench.table.Side;
import io.swarmbot.bench.table.Side.Measurement;
import io.swarmbot.bench.table.Turn;
import java.util.List;
import java.util.Map;

/** S1: how late 100 clients hear of an event, when there are 50 events a second. */
final class Latency {

    private static final String LOAD = "100 clients, 50 events/s, a message for each";

    private Latency() {}

    static Row warm() {
        return row("S1", LOAD, Latency::steady);
    }

    static Row first() {
        return row("S1-first", "S1 in the first 15 s after readiness", Latency::atOnce);
    }

    static Row embedded() {
        return row(
                "S1-embedded",
                "S1 with the embedded store, each commit with fsync",
                Latency::steady,
                "swarmbot.store.kind=embedded",
                "swarmbot.store.embedded.durability=fsync");
    }

    private static Row row(String id, String what, Measurement<Server> measurement, String... settings) {
        return new Row(id, what, List.of(Side.uWebSockets(measurement), Side.ours("SwarmBot", measurement, settings)));
    }

    private static Map<Figure, Double> steady(Turn turn, Server server) throws Exception {
        return Figure.of(turn.load(server, "--conns 100 --rate 50"), Figure.P50, Figure.P99);
    }

    private static Map<Figure, Double> atOnce(Turn turn, Server server) throws Exception {
        return Figure.of(
                turn.load(server, "--conns 100 --rate 50 --settle 0 --warmup 0 --dur 15"), Figure.P50, Figure.P99);
    }
}
