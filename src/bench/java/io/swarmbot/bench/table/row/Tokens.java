package io.swarmbot.bench.table.row;

import io.swarmbot.bench.table.Figure;
import io.swarmbot.bench.table.Row;
import io.swarmbot.bench.table.Service;
import io.swarmbot.bench.table.Side;
import io.swarmbot.bench.table.Side.Measurement;
import java.util.List;

/** What a login costs: the mode {@code tokens} beside {@code open}, and {@code open} beside itself as the spread. */
final class Tokens {

    private Tokens() {}

    static Row latency() {
        return row("tokens-S1", "S1 with a login", "--conns 100 --rate 50", Figure.CPU_PER_DELIVERY);
    }

    static Row fanOut() {
        String load = Service.BATCHES + " --conns 1000 --rate 400";
        return row("tokens-S2", "S2 at 400 events/s with a login", load, Figure.CPU_PER_DELIVERY);
    }

    static Row ingest() {
        return row("tokens-S5", "S5 with a login", "--conns 1 --rate 0", Figure.CPU_PER_EVENT);
    }

    private static Row row(String id, String what, String load, Figure cpu) {
        Measurement<Service> measurement = (turn, service) -> Figure.of(turn.load(service, load), cpu);
        return new Row(
                id,
                what,
                List.of(
                        Side.ours("open", measurement),
                        Side.ours("open again", measurement),
                        Side.ours("tokens", Service::startWithTokens, measurement)));
    }
}
