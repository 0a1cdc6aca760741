package io.swarmbot.bench.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The resident memory of a process, as Linux counts it. */
public final class ServerMemory {

    /** As in proc_pid_clear_refs(5): the peak is then what is resident now. */
    private static final String RESET_PEAK = "5";

    private final Path process;

    public ServerMemory(Server server) {
        process = Path.of("/proc", Long.toString(server.pid()));
    }

    /** What is resident now, in MB. */
    public double resident() throws IOException {
        return megabytes("VmRSS:");
    }

    /** The most that was resident since {@link #resetPeak}, in MB. */
    public double peak() throws IOException {
        return megabytes("VmHWM:");
    }

    /** Forgets the peak. */
    public void resetPeak() throws IOException {
        Files.writeString(process.resolve("clear_refs"), RESET_PEAK);
    }

    private double megabytes(String field) throws IOException {
        try (Stream<String> lines = Files.lines(process.resolve("status"))) {
            return lines.filter(line -> line.startsWith(field))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElseThrow(() -> new IOException("no " + field));
        }
    }
}
