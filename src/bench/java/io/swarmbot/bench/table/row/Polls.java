package io.swarmbot.bench.table.row;

import io.swarmbot.bench.table.Figure;
import io.swarmbot.bench.table.Http;
import io.swarmbot.bench.table.Nginx;
import io.swarmbot.bench.table.Row;
import io.swarmbot.bench.table.Server;
import io.swarmbot.bench.table.Service;
import io.swarmbot.bench.table.Side;
import io.swarmbot.bench.table.Turn;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Clients that poll for the state while nothing happens, and are answered 304. */
final class Polls {

    private Polls() {}

    static Row row() {
        return new Row(
                "polls",
                "1,000 polls a second answered 304, beside those for a static file",
                List.of(
                        new Side<>("nginx", true, Nginx::start, (turn, server) -> measure(turn, server, Nginx.FILE)),
                        Side.ours(
                                "SwarmBot",
                                (turn, server) -> measure(turn, server, Service.SWARM),
                                // Its events would change the answer.
                                "swarmbot.metrics.every=0s")));
    }

    private static Map<Figure, Double> measure(Turn turn, Server server, String path) throws Exception {
        Http http = new Http(server.port());
        String tag = http.require("GET", path, "").headers().firstValue("ETag").orElseThrow();
        requireUnchanged(http, path, tag);
        Map<Figure, Double> figures = Figure.of(
                turn.load(
                        server,
                        "--proto poll --no-pub --conns 1000 --poll-ms 1000 --path " + path,
                        "If-None-Match: " + tag),
                Figure.CPU_PER_POLL);
        requireUnchanged(http, path, tag);
        return figures;
    }

    private static void requireUnchanged(Http http, String path, String tag) throws IOException, InterruptedException {
        int status = http.ask("GET", path, "", "If-None-Match", tag).statusCode();
        if (status != 304) {
            throw new IOException("A poll is answered " + status + ", not 304.");
        }
    }
}
