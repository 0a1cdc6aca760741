package io.swarmbot.bench.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The processor time of a process, as Linux counts it: proc_pid_stat(5). */
public final class ServerTime {

    /** The fields behind the name of the program, which may have blanks: utime is the 12th of them, stime the 13th. */
    private static final int USER = 11;

    private static final int SYSTEM = 12;

    /** In a second. The kernel shows times in this unit on every machine that Java runs on. */
    private static final double TICKS = 100;

    private final Path stat;

    public ServerTime(Server server) {
        stat = Path.of("/proc", Long.toString(server.pid()), "stat");
    }

    /** Seconds of the processor that the process has used so far, in the kernel and outside. */
    public double seconds() throws IOException {
        String text = Files.readString(stat);
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) / TICKS;
    }
}
