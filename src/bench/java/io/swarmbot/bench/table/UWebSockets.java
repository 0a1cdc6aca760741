package io.swarmbot.bench.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code src/bench/peers/uws.js}: uWebSockets on Node, which npm brings when it is first used. */
final class UWebSockets {

    /** Ships the compiled library for Linux on x64 and Node 20 and older; uWebSockets itself is in no registry. */
    private static final String PACKAGE = "@trufflesuite/uws-js-unofficial";

    private static final String VERSION = "20.30.0-unofficial.0";
    private static final Duration INSTALLATION = Duration.ofMinutes(3);

    private UWebSockets() {}

    static Server start(Turn turn) throws IOException, InterruptedException, UnavailableException {
        Workbench bench = turn.bench();
        Path modules = install(bench);
        int port = Workbench.freePort();
        List<String> command = List.of(
                Programs.require("node").toString(),
                Workbench.PEERS.resolve("uws.js").toString(),
                Integer.toString(port));
        ServerProcess process =
                ServerProcess.start(bench, bench.directory(), command, Map.of("NODE_PATH", modules.toString()));
        try {
            process.awaitReady(() -> ServerProcess.isListening(port));
        } catch (IOException e) {
            throw new UnavailableException("uWebSockets does not run on this Node: " + e.getMessage());
        }
        return new Peer(process, port, List.of("--proto", "ws", "--path", "/ws", "--warmup", "5"));
    }

    private static Path install(Workbench bench) throws IOException, InterruptedException, UnavailableException {
        Path directory = bench.directory().resolve("uws-" + VERSION);
        Path modules = directory.resolve("node_modules");
        if (!Files.exists(modules.resolve(PACKAGE))) {
            List<String> command = List.of(
                    Programs.require("npm").toString(),
                    "install",
                    "--prefix",
                    directory.toString(),
                    "--no-save",
                    "--ignore-scripts",
                    "--no-audit",
                    "--no-fund",
                    PACKAGE + "@" + VERSION);
            Programs.Result result = bench.programs().run("npm", command, INSTALLATION);
            if (result.exitCode() != 0) {
                throw new UnavailableException("npm does not bring " + PACKAGE + ": "
                        + bench.programs().end("npm"));
            }
        }
        return modules;
    }
}
