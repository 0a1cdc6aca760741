package io.swarmbot.bench.table.row;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmbot.bench.table.Figure;
import io.swarmbot.bench.table.Row;
import io.swarmbot.bench.table.Server;
import io.swarmbot.bench.table.Side;
import io.swarmbot.bench.table.Turn;
import java.util.List;
import java.util.Map;

/** S4: what 100 clients notice of 5 that never read. */
final class SlowReaders {

    private SlowReaders() {}

    static Row row() {
        return new Row(
                "S4",
                "100 clients beside 5 that never read, 200 events/s of 1 KB, twice as long",
                List.of(Side.uWebSockets(SlowReaders::measure), Side.ours("SwarmBot", SlowReaders::measure)));
    }

    private static Map<Figure, Double> measure(Turn turn, Server server) throws Exception {
        String seconds = Integer.toString(2 * turn.seconds());
        JsonNode phase = turn.load(
                server, "--conns 100 --slow 5 --rate 200 --size 1024 --warm-rate 20 --slow-drain 3 --dur " + seconds);
        Map<Figure, Double> figures = Figure.of(phase, Figure.P99, Figure.CUT_OFF);
        JsonNode memory = phase.path("rss_series_mb");
        figures.put(
                Figure.MEMORY_MORE,
                memory.path(memory.size() - 1).asDouble() - memory.path(0).asDouble());
        return figures;
    }
}
