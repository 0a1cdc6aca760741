package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.LoginServer;
import io.swarmbot.testing.Programs;
import io.swarmbot.testing.Rest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hook for coding agents beats beside an agent's program, and ends with it. */
@QuarkusTest
class HeartbeatHookQuarkusTest {

    private static final Path HOOK =
            Path.of("src", "examples", "hooks", "heartbeat.py").toAbsolutePath();
    private static final String LEASE = "{\"lease\":\"4s\"}";

    @TestHTTPResource("/")
    URI server;

    @TempDir
    Path temporary;

    private final String python =
            Programs.require(List.of("python3"), "Python, for the hook").toString();
    private final String agent = "coder-" + UUID.randomUUID();
    private final List<Process> programs = new ArrayList<>();
    private Rest rest;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
    }

    @AfterEach
    void end() {
        programs.forEach(Process::destroyForcibly);
        await().until(() -> beating().isEmpty());
    }

    /** The program of an agent, which does nothing by itself. */
    private Process agentProgram() throws IOException {
        Process program = new ProcessBuilder("sleep", "1000").start();
        programs.add(program);
        return program;
    }

    /** Runs the hook as the agent's program does: waits until it has ended and nobody holds its output any more. */
    private void hook(Process parent) throws Exception {
        hook(
                Map.of("SWARMBOT_URL", server.toString(), "SWARMBOT_SWARM", rest.swarm(), "SWARMBOT_AGENT", agent),
                parent);
    }

    private void hook(Map<String, String> environment, Process parent) throws Exception {
        hook(environment, "--parent", Long.toString(parent.pid()), "--every", "0.5");
    }

    private void hook(Map<String, String> environment, String... options) throws Exception {
        run(environment, List.of(HOOK.toString()), options);
    }

    /** Runs the hook on a system that is changed by these lines of Python. */
    private void hookAfter(String lines, Map<String, String> environment, String... options) throws Exception {
        String program = lines + "\nimport runpy\nrunpy.run_path('" + HOOK + "', run_name='__main__')";
        run(environment, List.of("-c", program), options);
    }

    private void run(Map<String, String> environment, List<String> program, String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(python));
        command.addAll(program);
        command.addAll(List.of(options));
        command.add(agent); // an option without a value; it makes the process known
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TMPDIR", temporary.toString());
        builder.environment().put("SWARMBOT_HOOK_LOG", log().toString());
        builder.environment().putAll(environment);
        Process hook = builder.start();
        assertThat(new String(hook.getInputStream().readAllBytes(), UTF_8)).isEmpty();
        assertThat(hook.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(hook.exitValue()).isZero();
    }

    private Path log() {
        return temporary.resolve("hook.log");
    }

    private List<String> logged() throws IOException {
        return Files.exists(log()) ? Files.readAllLines(log()) : List.of();
    }

    /** How many beats of this agent came with this token. */
    private static long beats(LoginServer service, String agent, String token) {
        return service.requests().stream()
                .filter(request -> request.uri().endsWith("/" + agent + "/heartbeat")
                        && ("Bearer " + token).equals(request.authorization()))
                .count();
    }

    /** The processes that beat for this agent. */
    private List<ProcessHandle> beating() {
        return ProcessHandle.allProcesses()
                .filter(each -> each.info().commandLine().orElse("").contains(agent) && each.isAlive())
                .toList();
    }

    private JsonNode task(String id) {
        return Rest.json(rest.get("/tasks/" + id));
    }

    private boolean isRunning(String id) {
        return task(id).path("status").asText().equals("running");
    }

    private void working(String worker, String id) {
        rest.register(worker);
        rest.submit(id);
        rest.send("POST", "/agents/" + worker + "/claim", LEASE);
        rest.start(id, worker);
        assertThat(isRunning(id)).isTrue();
    }

    @Test
    void beatsAndRenewsLeasesUntilTheProgramOfTheAgentIsKilled() throws Exception {
        Process program = agentProgram();
        hook(program);
        working(agent, "t1");

        // Three leases, one after another, of an agent for which nobody beats.
        for (int n = 0; n < 3; n++) {
            working("other", "control" + n);
            String control = "control" + n;
            await().until(() -> !isRunning(control));
            rest.cancel(control);
        }
        assertThat(isRunning("t1")).isTrue();
        assertThat(task("t1").path("attempt").asInt()).isEqualTo(1);
        assertThat(beating()).hasSize(1);

        program.destroyForcibly();

        await().until(() -> beating().isEmpty());
        await().until(() -> !isRunning("t1"));
    }

    @Test
    void isOneProcessHoweverOftenItIsStarted() throws Exception {
        Process program = agentProgram();
        for (int n = 0; n < 3; n++) {
            hook(program);
        }
        assertThat(beating()).hasSize(1);
        long first = beating().get(0).pid();

        Process next = agentProgram();
        hook(next);
        program.destroyForcibly();
        await().until(() -> !program.isAlive());
        working(agent, "t1");
        working("other", "control");
        await().until(() -> !isRunning("control"));

        assertThat(beating()).extracting(ProcessHandle::pid).containsExactly(first);
        assertThat(isRunning("t1")).isTrue();
        next.destroyForcibly();
        await().until(() -> beating().isEmpty());

        hook(agentProgram());
        assertThat(beating()).hasSize(1);
    }

    @Test
    void neverFailsAndSaysNothing() throws Exception {
        Process program = agentProgram();

        hook(Map.of("SWARMBOT_URL", "http://127.0.0.1:1", "SWARMBOT_AGENT", agent), program);
        assertThat(beating()).hasSize(1);
        hook(Map.of("SWARMBOT_URL", server.toString()), program);
        hook(Map.of("SWARMBOT_AGENT", "x", "SWARMBOT_HEARTBEAT", "often", "TMPDIR", "/nowhere"), program);
        hook(Map.of("SWARMBOT_URL", "no url", "SWARMBOT_AGENT", "other"), program);

        await().until(() -> logged().stream().anyMatch(line -> line.contains(" other: beat: ValueError")));
    }

    @Test
    void theNewestSettingsCountForAllPrograms() throws Exception {
        try (LoginServer service = LoginServer.accepting("new-token")) {
            Process program = agentProgram();
            hook(environment(service, "old-token"), program);
            await().until(() -> beats(service, agent, "old-token") > 0);
            ProcessHandle old = beating().get(0);

            Process next = agentProgram();
            hook(environment(service, "new-token"), next);
            await().until(() -> !old.isAlive());
            await().until(() -> beats(service, agent, "new-token") > 0);

            assertThat(beating()).hasSize(1).doesNotContain(old);
            assertThat(textsBeside()).isNotEmpty().noneMatch(text -> text.contains("-token"));

            next.destroyForcibly();
            await().until(() -> !next.isAlive());
            long until = beats(service, agent, "new-token") + 5;
            await().until(() -> beats(service, agent, "new-token") >= until);
            program.destroyForcibly();
            await().until(() -> beating().isEmpty());
            assertThat(textsBeside()).containsOnly("");
        }
    }

    private Map<String, String> environment(LoginServer service, String token) {
        return Map.of("SWARMBOT_URL", service.url(), "SWARMBOT_AGENT", agent, "SWARMBOT_TOKEN", token);
    }

    /** What the hooks wrote beside the log. */
    private List<String> textsBeside() throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(temporary)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(each -> !each.equals(log()))
                    .toList()) {
                texts.add(Files.readString(file));
            }
        }
        return texts;
    }

    @Test
    void followsNobodyWhoOnlyAdoptedIt() throws Exception {
        Process program = agentProgram();
        Map<String, String> environment = Map.of("SWARMBOT_URL", server.toString(), "SWARMBOT_AGENT", agent);

        hookAfter("import os\nos.getppid = lambda: 1", environment);
        String adopted =
                "import os\nparents = [" + program.pid() + "]\nos.getppid = lambda: parents.pop() if parents else 1";
        hookAfter(adopted, environment);
        programs.forEach(Process::destroyForcibly);
        await().until(() -> !program.isAlive());
        hook(environment, program);

        assertThat(beating()).isEmpty();
        assertThat(logged()).hasSize(3).allMatch(line -> line.contains("is over, or did not start the hook"));

        hook(environment, "--parent", "1");
        assertThat(beating()).hasSize(1).allMatch(ProcessHandle::destroyForcibly);
    }

    @Test
    void goesOnWhileItCannotSeeTheProgram() throws Exception {
        Path onlyProgram = Files.createDirectory(temporary.resolve("bin"));
        Path asked = temporary.resolve("asked");
        ps(onlyProgram, "echo \"$LC_ALL $TZ\" > " + asked + "; echo 'S    Sun Nov 29 21:00:00 2026'");
        String withoutProc = """
                import builtins, os
                real_open, real_exists = builtins.open, os.path.exists
                def open_other(name, *rest, **named):
                    if str(name).startswith('/proc/'):
                        raise FileNotFoundError(name)
                    return real_open(name, *rest, **named)
                builtins.open = open_other
                os.path.exists = lambda name: not str(name).startswith('/proc/') and real_exists(name)
                os.environ.update(PATH='%s', LC_ALL='de_DE.UTF-8', TZ='Asia/Tokyo')
                """.formatted(onlyProgram);
        String program = Long.toString(agentProgram().pid());
        Map<String, String> environment = Map.of("SWARMBOT_URL", server.toString(), "SWARMBOT_AGENT", agent);

        hookAfter(withoutProc, environment, "--parent", program, "--every", "0.1");
        assertThat(Files.readString(asked)).isEqualTo("C UTC0\n");
        Files.delete(onlyProgram.resolve("ps"));
        await().until(() -> logged().stream().anyMatch(line -> line.contains("program: cannot see")));
        assertThat(beating()).hasSize(1);

        ps(onlyProgram, "echo 'S    Sun Nov 29 21:00:00 2026'");
        await().until(() -> logged().stream().anyMatch(line -> line.contains("program: well again")));
        assertThat(beating()).hasSize(1);

        ps(onlyProgram, "exit 1");
        await().until(() -> beating().isEmpty());
    }

    private static void ps(Path directory, String line) throws IOException {
        Path program = Files.writeString(directory.resolve("new"), "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Files.move(program, directory.resolve("ps"), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void saysInTheLogWhichSettingIsBad() throws Exception {
        String program = Long.toString(agentProgram().pid());
        Map<String, String> environment = Map.of("SWARMBOT_URL", server.toString(), "SWARMBOT_AGENT", agent);

        hook(environment, "--parent", program, "--every", "often");
        hook(environment, "--parent", "$PPID");
        hook(Map.of("SWARMBOT_AGENT", ""), "--parent", program);

        assertThat(beating()).isEmpty();
        assertThat(logged())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .endsWith(": --every or SWARMBOT_HEARTBEAT must be a number, and is 'often'"),
                        line -> assertThat(line).endsWith(": --parent must be a number, and is '$PPID'"),
                        line -> assertThat(line).endsWith(": there is no SWARMBOT_AGENT"));
    }

    @Test
    void pausesAtLeastATenthOfASecond() throws Exception {
        String program = Long.toString(agentProgram().pid());
        try (LoginServer service = LoginServer.accepting("good")) {
            for (String every : List.of("0.1", "0", "-1", "nan")) {
                hook(environment(service, "good"), "--parent", program, "--agent", "every" + every, "--every", every);
            }
            await().until(() -> beats(service, "every-1", "good") > 20 && beats(service, "every0.1", "good") > 20);

            assertThat(beats(service, "every0", "good")).isBetween(5L, 10 * beats(service, "every0.1", "good"));
            assertThat(beats(service, "everynan", "good")).isBetween(5L, 10 * beats(service, "every0.1", "good"));
        }
    }

    @Test
    void beatsLessAndLessWhileItIsRefusedAndSaysSoOnce() throws Exception {
        String program = Long.toString(agentProgram().pid());
        try (LoginServer service = LoginServer.accepting("good")) {
            hook(environment(service, "good"), "--parent", program, "--agent", "steady", "--every", "0.1");
            hook(environment(service, "bad"), "--parent", program, "--every", "0.1");
            await().until(() -> beats(service, "steady", "good") > 80);

            assertThat(beats(service, agent, "bad")).isBetween(2L, 40L);
            assertThat(logged()).hasSize(1).allMatch(line -> line.endsWith(agent + ": beat: HTTPError 401"));

            service.accept("bad");
            await().until(() -> logged().stream().anyMatch(line -> line.endsWith(agent + ": beat: well again")));
            long until = beats(service, agent, "bad") + 40;
            await().until(() -> beats(service, agent, "bad") > until);
        }
    }

    @Test
    void keepsItsPaceUntilTheAgentHasRegistered() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        HttpServer service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            refused.incrementAndGet();
        });
        service.start();
        try {
            String url = "http://127.0.0.1:" + service.getAddress().getPort();
            String program = Long.toString(agentProgram().pid());
            hook(Map.of("SWARMBOT_URL", url, "SWARMBOT_AGENT", agent), "--parent", program, "--every", "0.1");

            // With pauses that grow it would be about 30 in the time that the test waits.
            await().until(() -> refused.get() > 60);

            assertThat(logged()).hasSize(1).allMatch(line -> line.endsWith("beat: HTTPError 404"));
        } finally {
            service.stop(0);
        }
    }
}
