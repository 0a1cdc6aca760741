package io.swarmbot.bench.table.row;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swarmbot.bench.table.Figure;
import io.swarmbot.bench.table.Nginx;
import io.swarmbot.bench.table.Row;
import io.swarmbot.bench.table.Server;
import io.swarmbot.bench.table.ServerTime;
import io.swarmbot.bench.table.Service;
import io.swarmbot.bench.table.Side;
import io.swarmbot.bench.table.Turn;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Files that come and go: what a megabyte costs, and what the stream beside them feels. */
final class FileRows {

    private static final String SIZE = Integer.toString(32 << 20);
    private static final int DOWNLOADS_MEASURED = 200;
    private static final int UPLOADS_MEASURED = 100;
    private static final String UPLOADS = Service.SWARM + "/files?name=file{n}";

    private FileRows() {}

    static Row download() {
        return new Row(
                "files-download",
                "200 downloads of 32 MiB, 4 at a time, after as many",
                List.of(
                        new Side<>("nginx", true, Nginx::start, (turn, server) -> {
                            turn.client(FileTransfers.class, port(server), "PUT", Nginx.UPLOADS + "0", "1", "1", SIZE);
                            return cost(turn, server, "GET", Nginx.UPLOADS + "0", DOWNLOADS_MEASURED);
                        }),
                        Side.ours(
                                "SwarmBot",
                                (turn, server) -> cost(turn, server, "GET", share(turn, server), DOWNLOADS_MEASURED))));
    }

    static Row upload() {
        return new Row(
                "files-upload",
                "100 uploads of 32 MiB, 4 at a time, after as many; SwarmBot hashes and syncs each",
                List.of(
                        new Side<>(
                                "nginx",
                                true,
                                Nginx::start,
                                (turn, server) -> cost(turn, server, "PUT", Nginx.UPLOADS + "{n}", UPLOADS_MEASURED)),
                        Side.ours(
                                "SwarmBot", (turn, server) -> cost(turn, server, "POST", UPLOADS, UPLOADS_MEASURED))));
    }

    static Row beside() {
        return new Row(
                "files-S1",
                "S1 beside 50 downloads and beside 50 uploads at once",
                List.of(
                        Side.ours("SwarmBot, no files", FileRows::stream),
                        Side.ours(
                                "SwarmBot, 50 downloads",
                                (turn, service) -> streamBeside(turn, service, "GET", share(turn, service), "1500")),
                        Side.ours(
                                "SwarmBot, 50 uploads",
                                (turn, service) -> streamBeside(turn, service, "POST", UPLOADS, "250"))));
    }

    private static String port(Server server) {
        return Integer.toString(server.port());
    }

    /** @return the path of a file that is shared */
    private static String share(Turn turn, Service service) throws Exception {
        turn.client(FileTransfers.class, port(service), "POST", UPLOADS, "1", "1", SIZE);
        String listed =
                service.http().require("GET", Service.SWARM + "/files", "").body();
        JsonNode first = new ObjectMapper().readTree(listed).path("files").path(0);
        return Service.SWARM + "/files/" + first.path("id").asText();
    }

    private static Map<Figure, Double> cost(Turn turn, Server server, String method, String path, int transfers)
            throws Exception {
        String count = Integer.toString(transfers);
        ServerTime time = new ServerTime(server);
        // As much before, so that what is measured is compiled.
        turn.client(FileTransfers.class, port(server), method, path.replace("{n}", "w{n}"), "4", count, SIZE);
        double before = time.seconds();
        JsonNode done = turn.client(FileTransfers.class, port(server), method, path, "4", count, SIZE);
        double megabytes = done.path("mb").asDouble();
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        figures.put(Figure.MEGABYTES, megabytes / done.path("seconds").asDouble());
        figures.put(Figure.MEGABYTES_PER_CPU, megabytes / (time.seconds() - before));
        return figures;
    }

    private static Map<Figure, Double> stream(Turn turn, Server server) throws Exception {
        return Figure.of(turn.load(server, "--conns 100 --rate 50"), Figure.P50, Figure.P99);
    }

    private static Map<Figure, Double> streamBeside(
            Turn turn, Service service, String method, String path, String transfers) throws Exception {
        // Begins when the load is warm, and lasts longer than it does.
        stream(turn, service);
        CompletableFuture<Void> files = Turn.inBackground(
                () -> turn.clientBeside(FileTransfers.class, port(service), method, path, "50", transfers, SIZE));
        Map<Figure, Double> figures =
                Figure.of(turn.load(service, "--conns 100 --rate 50 --warmup 0"), Figure.P50, Figure.P99);
        files.join();
        return figures;
    }
}
