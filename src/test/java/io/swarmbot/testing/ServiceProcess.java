package io.swarmbot.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The packaged service as a process of its own, which can be killed; on a free port, the same one when it comes back, with a
 * directory of its own for what it keeps.
 */
public final class ServiceProcess implements AutoCloseable {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^ ]+:(\\d+)");
    private static final Duration START = Duration.ofSeconds(30);

    private final List<String> launcher;
    private final List<String> settings;
    private final Path data;
    private int port;
    private RunningProgram program;

    private ServiceProcess(List<String> launcher, Path data, String... settings) {
        this.launcher = List.copyOf(launcher);
        this.settings = List.of(settings);
        this.data = data;
        start();
    }

    private static Path ownDirectory() {
        try {
            return Files.createTempDirectory(Path.of("target"), "service");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param settings such as {@code swarmbot.demo.enabled=true}, besides what production has */
    public static ServiceProcess with(String... settings) {
        return new ServiceProcess(List.of(), ownDirectory(), settings);
    }

    /** On what another one left behind. */
    public static ServiceProcess on(Path data, String... settings) {
        return new ServiceProcess(List.of(), data, settings);
    }

    /**
     * Under another program, which watches or limits it.
     *
     * @param launcher starts what follows its words
     */
    public static ServiceProcess under(List<String> launcher, String... settings) {
        return new ServiceProcess(launcher, ownDirectory(), settings);
    }

    /** Where it keeps its swarms. */
    public Path data() {
        return data;
    }

    public URI server() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /** Again, after its end, on the same port. Returns when it listens. */
    public void start() {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(command());
        program = RunningProgram.start(command);
        port = Integer.parseInt(program.awaitLine(LISTENING, START).group(1));
    }

    /** What starts it, on the same data. */
    public List<String> command() {
        List<String> command = new ArrayList<>();
        Path nativeImage = Path.of(System.getProperty("native.image.path", "none"));
        if (Files.exists(JAR)) {
            // Quick to start matters more here than what the second compiler would make of it.
            command.addAll(List.of(java(), "-XX:TieredStopAtLevel=1", "-Xmx256m"));
        } else if (Files.exists(nativeImage)) {
            command.add(nativeImage.toString());
        } else {
            throw new AssertionError(JAR + " is not there: run ./mvnw package, or all of ./mvnw verify");
        }
        command.add("-Dquarkus.http.port=" + port);
        command.add("-Dswarmbot.store.embedded.directory=" + data);
        // What a test does not do itself is not in its log, unless it asks for it.
        command.add("-Dswarmbot.metrics.every=0s");
        settings.forEach(setting -> command.add("-D" + setting));
        if (Files.exists(JAR)) {
            command.addAll(List.of("-jar", JAR.toString()));
        }
        return command;
    }

    /** What it cost since its start, of one processor. */
    public Duration processorTime() {
        return program.processorTime();
    }

    /** Its number, or that of the program it runs under. */
    public long pid() {
        return program.pid();
    }

    /** SIGKILL: no time for a farewell. */
    public void kill() {
        program.kill();
    }

    /** SIGTERM: it says good-bye to its streams and ends. */
    public void terminate() {
        program.terminate();
    }

    /** Waits for its end. */
    public int exitCode() {
        return program.exitCode(Inbox.PATIENCE);
    }

    /** The program that runs this test. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    @Override
    public void close() {
        program.close();
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
