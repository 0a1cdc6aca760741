package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.testing.Patience;
import io.swarmbot.testing.RunningProgram;
import io.swarmbot.testing.ServiceProcess;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The load tool, against the packaged service as users start it: a healthy service loses nothing. */
class LoadToolIT {

    private static final Path SOURCES = Path.of("src", "bench", "java", "io", "swarmbot", "bench", "load");

    /** Maven's property, if it runs the tests: it gives the Java runtime a class path of one jar. */
    private static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    @TempDir
    static Path classes;

    /** Longer than the service waits between two events of metrics, which are in the log beside those of the tool. */
    @Test
    void healthyServiceLosesNothingOverAnyTransport() throws IOException {
        compile();
        try (ServiceProcess service = ServiceProcess.asUsersStartIt()) {
            Map<String, RunningProgram> runs = new TreeMap<>();
            for (String transport : List.of("websocket", "batch", "sse", "poll")) {
                runs.put(transport, run(service, "--transport=" + transport, "--warm-up=2", "--seconds=13"));
            }
            runs.put("many at once", run(service, "--batch=20", "--rate=400", "--warm-up=2", "--seconds=13"));

            runs.forEach((name, run) -> {
                assertThat(run.exitCode(Patience.LIMIT)).as(name + run.output()).isZero();
                assertThat(run.wholeOutput())
                        .as(name)
                        .contains("lost 0, repeated or out of order 0, resets 0")
                        .doesNotContain("clients did not get everything");
                run.close();
            });
        }
    }

    private static RunningProgram run(ServiceProcess service, String... options) {
        List<String> command = new ArrayList<>(List.of(
                ServiceProcess.java(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                classes + File.pathSeparator + CLASS_PATH,
                "io.swarmbot.bench.load.LoadTool",
                "--service=" + service.server().toString().replaceAll("/$", ""),
                "--clients=10",
                "--publishers=2",
                "--rate=20"));
        // What is said again counts.
        command.addAll(List.of(options));
        return RunningProgram.start(command);
    }

    private static void compile() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter output = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.list(SOURCES)) {
            List<String> options =
                    List.of("-d", classes.toString(), "-cp", CLASS_PATH, "--release", "17", "-proc:none");
            List<Path> files = sources.toList();
            boolean isDone = compiler.getTask(
                            output, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
            assertThat(isDone).as(output.toString()).isTrue();
        }
    }
}
