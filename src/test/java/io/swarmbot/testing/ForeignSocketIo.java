package io.swarmbot.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A client library of Socket.IO in a process of its own: socket.io-client of npm, and python3-socketio with
 * python3-websocket of Debian. A test that lacks one is skipped; with {@code CI=true} it fails.
 *
 * <p>Thread-safe.
 */
public final class ForeignSocketIo implements AutoCloseable {

    private static final Path SOURCE = Path.of("src/test/resources/foreign");
    private static final String PACKAGES = "import socketio, websocket, requests";

    private final RunningProgram program;

    private ForeignSocketIo(List<String> command) {
        this.program = RunningProgram.start(command);
    }

    /** @param options of the client, as JSON */
    public static ForeignSocketIo inJavaScript(URI server, String options) {
        List<String> command = new ArrayList<>(ForeignTools.command("socketio.js"));
        command.addAll(List.of(server.toString(), options));
        return new ForeignSocketIo(command);
    }

    /** @param options of {@code connect}, as JSON */
    public static ForeignSocketIo inPython(URI server, String options) {
        return new ForeignSocketIo(
                List.of(python(), SOURCE.resolve("socketio_client.py").toString(), server.toString(), options));
    }

    /** Runs the guide's tests, and returns what they wrote. */
    public static String guide(URI server) {
        RunningProgram tests = RunningProgram.start(
                List.of(python(), SOURCE.resolve("test_guide.py").toString()),
                Map.of("SWARMBOT_URL", server.toString()));
        try (tests) {
            return tests.wholeOutput();
        }
    }

    /** The Python that has the packages. Debian's may not be the first one on the PATH. */
    private static String python() {
        List<Path> pythons = Stream.concat(Programs.find("python3").stream(), Stream.of(Path.of("/usr/bin/python3")))
                .filter(Files::isExecutable)
                .toList();
        for (Path python : pythons) {
            if (hasPackages(python)) {
                return python.toString();
            }
        }
        String message = "no python3 with python3-socketio and python3-websocket";
        if ("true".equals(System.getenv("CI"))) {
            fail(message + ", and CI=true");
        }
        return abort(message);
    }

    private static boolean hasPackages(Path python) {
        try {
            Process process = new ProcessBuilder(python.toString(), "-c", PACKAGES)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Waits for a line of the client, past or future, in which the pattern is found. */
    public JsonNode await(String pattern) {
        return JsonText.parse(program.awaitLine(Pattern.compile("^.*" + pattern + ".*$"), Patience.LIMIT)
                .group());
    }

    /** What the client wrote so far, line by line. */
    public List<JsonNode> lines() {
        return program.output()
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(JsonText::parse)
                .toList();
    }

    /** Waits until so many lines are there in which the pattern is found. */
    public void awaitCount(String pattern, int count) {
        Pattern wanted = Pattern.compile(pattern);
        Patience.await(count + " of " + pattern)
                .until(() ->
                        program.output().lines().filter(wanted.asPredicate()).count() >= count);
    }

    /** Emits an event with one argument, and does not wait for the answer. */
    public void emit(String name, String argument) {
        program.say("{\"emit\":\"" + name + "\",\"argument\":" + argument + "}");
    }

    @Override
    public void close() {
        program.close();
    }
}
