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
 * The packaged service in a process of its own, which can be killed. It has a free port and a directory for its data,
 * and keeps both when it is started again.
 */
public final class ServiceProcess implements AutoCloseable {

    private static final Path JAR = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^ ]+:(\\d+)");
    private static final Pattern MANAGEMENT = Pattern.compile("Management interface listening on http://[^ ]+:(\\d+)");

    /** Unless a test asks for metrics, its log holds only what the test does. */
    private static final String NO_METRICS = "swarmbot.metrics.every=0s";

    /** Unless a test is about logins, everybody may do everything. */
    private static final String MODE = "swarmbot.security.mode";

    /** Unless a test is about it, the service is ready as soon as it listens. */
    private static final String WARM_UP = "swarmbot.warm-up.enabled";

    /** A quick start matters more than the code of the second compiler. */
    private static final List<String> JVM_OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-Xmx256m");

    private final List<String> launcher;
    private final List<String> jvmOptions;
    private final List<String> settings;
    private final Path data;
    private int port;
    private RunningProgram program;

    private ServiceProcess(List<String> launcher, Path data, List<String> settings) {
        this(launcher, JVM_OPTIONS, data, settings);
    }

    private ServiceProcess(List<String> launcher, List<String> jvmOptions, Path data, List<String> settings) {
        this.launcher = List.copyOf(launcher);
        this.jvmOptions = jvmOptions;
        this.settings = List.copyOf(settings);
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

    /** @param settings such as {@code swarmbot.demo.enabled=true}; everything else but the login is as in production */
    public static ServiceProcess with(String... settings) {
        return new ServiceProcess(List.of(), ownDirectory(), withoutMetrics(settings));
    }

    /** A service that uses the data of another one. */
    public static ServiceProcess on(Path data, String... settings) {
        return new ServiceProcess(List.of(), data, withoutMetrics(settings));
    }

    /**
     * A service that another program starts, which watches or limits it.
     *
     * @param launcher the words of a command line that starts the words behind them
     */
    public static ServiceProcess under(List<String> launcher, String... settings) {
        return new ServiceProcess(launcher, ownDirectory(), withoutMetrics(settings));
    }

    /**
     * A service for large files. Only the second compiler has the processor's instructions for hashes.
     *
     * @param heap the most memory for objects, such as {@code 64m}
     */
    public static ServiceProcess withHeap(String heap, String... settings) {
        return new ServiceProcess(List.of(), List.of("-Xmx" + heap), ownDirectory(), withoutMetrics(settings));
    }

    /** A service with every default, except for the port and the directory. Its first start prints a token. */
    public static ServiceProcess asUsersStartIt() {
        return new ServiceProcess(List.of(), ownDirectory(), List.of());
    }

    private static List<String> withoutMetrics(String... settings) {
        List<String> all = new ArrayList<>(List.of(NO_METRICS));
        all.addAll(List.of(settings));
        if (all.stream().noneMatch(each -> each.startsWith(MODE))) {
            all.add(MODE + "=open");
        }
        return all;
    }

    /** The directory of the data. */
    public Path data() {
        return data;
    }

    public URI server() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    /** Where metrics and the details of the health checks are. The port is another one after each start. */
    public URI management() {
        return URI.create("http://127.0.0.1:"
                + program.awaitLine(MANAGEMENT, Patience.LIMIT).group(1) + "/");
    }

    /** Starts the service again after its end, on the same port. Returns when it listens. */
    public void start() {
        List<String> command = new ArrayList<>(launcher);
        command.addAll(command());
        program = RunningProgram.start(command);
        port = Integer.parseInt(program.awaitLine(LISTENING, Patience.LIMIT).group(1));
    }

    /** The command that starts the service on its data. */
    public List<String> command() {
        List<String> command = new ArrayList<>();
        Path nativeImage = Path.of(System.getProperty("native.image.path", "none"));
        if (Files.exists(JAR)) {
            command.add(java());
            command.addAll(jvmOptions);
        } else if (Files.exists(nativeImage)) {
            command.add(nativeImage.toString());
        } else {
            throw new AssertionError(JAR + " is not there: run ./mvnw package, or all of ./mvnw verify");
        }
        command.add("-Dquarkus.http.port=" + port);
        command.add("-Dquarkus.management.port=0");
        command.add("-Dswarmbot.store.embedded.directory=" + data);
        if (settings.stream().noneMatch(each -> each.startsWith(WARM_UP))) {
            command.add("-D" + WARM_UP + "=false");
        }
        settings.forEach(setting -> command.add("-D" + setting));
        if (Files.exists(JAR)) {
            command.addAll(List.of("-jar", JAR.toString()));
        }
        return command;
    }

    /** The CPU time since the start. */
    public Duration processorTime() {
        return program.processorTime();
    }

    /** The process id of the service, or of the program that started it. */
    public long pid() {
        return program.pid();
    }

    /** Sends SIGKILL: streams end without a notice. */
    public void kill() {
        program.kill();
    }

    /** Sends SIGTERM: the service tells its streams and ends. */
    public void terminate() {
        program.terminate();
    }

    /** Waits for the end of the process. */
    public int exitCode() {
        return program.exitCode(Patience.LIMIT);
    }

    /** Waits for the token that a first start prints. */
    public String firstToken() {
        return program.awaitLine(Pattern.compile("^ +(sbt_\\w+)$"), Patience.LIMIT)
                .group(1);
    }

    /** What it wrote since its last start. */
    public String output() {
        return program.output();
    }

    /** The java program that runs this test. */
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
