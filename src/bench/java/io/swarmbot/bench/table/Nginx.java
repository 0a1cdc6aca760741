package io.swarmbot.bench.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** nginx, as Debian's nginx-light has it, which serves one file, and takes others. */
public final class Nginx {

    /** The path of the file. */
    public static final String FILE = "/swarm.json";

    /** What the paths begin with to which files may be PUT, and from which they are read. */
    public static final String UPLOADS = "/uploads/";

    private Nginx() {}

    /** Starts it. */
    public static Server start(Turn turn) throws IOException, InterruptedException, UnavailableException {
        Workbench bench = turn.bench();
        String program = Programs.require("nginx").toString();
        Path directory = bench.emptyDirectory("nginx");
        Path file = Path.of(Files.createDirectory(directory.resolve("files")) + FILE);
        Files.writeString(file, "{\"swarm\":\"default\",\"agents\":[],\"tasks\":[]}");
        int port = Workbench.freePort();
        Path configuration = directory.resolve("nginx.conf");
        Files.writeString(
                configuration,
                Files.readString(Workbench.PEERS.resolve("nginx.conf"))
                        .replace("@PORT@", Integer.toString(port))
                        .replace("@DIRECTORY@", directory.toString()));
        List<String> command = List.of(program, "-p", directory.toString(), "-c", configuration.toString());
        ServerProcess process = ServerProcess.start(bench, directory, command, Map.of());
        process.awaitReady(() -> ServerProcess.isListening(port));
        return new Peer(process, port, List.of("--warmup", "5"));
    }
}
