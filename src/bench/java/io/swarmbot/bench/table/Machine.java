package io.swarmbot.bench.table;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How this machine is shared: servers have one core, the load client and this program another, and both are in the
 * real-time class if that is wanted, so that nothing else is in the way. What is refused is in {@link #notes}.
 */
final class Machine implements AutoCloseable {

    /**
     * How long a thread of the round-robin class runs before another one of its priority does. The kernel's default is
     * 100 ms, and for so long a thread that compiles or collects garbage would hold up one that answers.
     *
     * @see <a href="https://man7.org/linux/man-pages/man7/sched.7.html">sched(7)</a>
     */
    private static final Path SLICE = Path.of("/proc/sys/kernel/sched_rr_timeslice_ms");

    private static final String SHORT_SLICE = "4";

    private final List<String> notes = new ArrayList<>();
    private final List<String> server = new ArrayList<>();
    private final List<String> client = new ArrayList<>();
    private String sliceBefore = "";

    private Machine() {}

    /** Prepares the machine. What it changes there is as before when this is closed. */
    static Machine prepare(boolean isRealTime) throws IOException, InterruptedException {
        Machine machine = new Machine();
        machine.describe();
        if (isRealTime) {
            machine.useRealTimeClass();
        } else {
            machine.notes.add("Class: the usual one of the scheduler.");
        }
        machine.useTwoCores();
        return machine;
    }

    private void describe() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            String processor = lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.replaceFirst(".*:\\s*", ""))
                    .findFirst()
                    .orElse("unknown processor");
            notes.add("Machine: " + processor + ", " + Runtime.getRuntime().availableProcessors()
                    + " processors, Linux "
                    + Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip() + ", load "
                    + Files.readString(Path.of("/proc/loadavg")).split(" ")[0] + ".");
        }
    }

    private void useRealTimeClass() throws InterruptedException {
        if (!succeeds("chrt", "-r", "1", "true") || !succeeds("chrt", "-f", "2", "true")) {
            notes.add("Class: the usual one, since this machine refuses the real-time class.");
            return;
        }
        server.addAll(List.of("chrt", "-r", "1"));
        client.addAll(List.of("chrt", "-f", "2"));
        try {
            String before = Files.readString(SLICE).strip();
            Files.writeString(SLICE, SHORT_SLICE);
            sliceBefore = before;
            notes.add("Class: real time, with slices of " + SHORT_SLICE + " ms.");
        } catch (IOException e) {
            notes.add("Class: real time; this machine refuses shorter slices: " + e + ".");
        }
    }

    private void useTwoCores() throws InterruptedException {
        String self = Long.toString(ProcessHandle.current().pid());
        if (Runtime.getRuntime().availableProcessors() < 2 || !succeeds("taskset", "-a", "-p", "-c", "1", self)) {
            notes.add(
                    "Cores: shared by servers and load client, since this machine has no two of them to choose from.");
            return;
        }
        server.addAll(List.of("taskset", "-c", "0"));
        client.addAll(List.of("taskset", "-c", "1"));
        notes.add("Cores: one for the server, another one for the load client.");
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** What the machine is, and what it refused. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    /** The command in the place of a server. */
    List<String> asServer(List<String> command) {
        return Stream.concat(server.stream(), command.stream()).toList();
    }

    /** The command in the place of the load client. */
    List<String> asClient(List<String> command) {
        return Stream.concat(client.stream(), command.stream()).toList();
    }

    @Override
    public void close() throws IOException {
        if (!sliceBefore.isEmpty()) {
            Files.writeString(SLICE, sliceBefore);
        }
    }
}
