package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.HeartbeatHooks;
import io.swarmbot.testing.Rest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hook for coding agents beats beside an agent's program, and ends with it. */
@QuarkusTest
@Tag("stress-only")
class HeartbeatHookQuarkusTest {

    private static final String LEASE = "{\"lease\":\"4s\"}";

    @TestHTTPResource("/")
    URI server;

    @TempDir
    Path temporary;

    private HeartbeatHooks hooks;
    private String agent;
    private Rest rest;

    @BeforeEach
    void begin() {
        hooks = new HeartbeatHooks(temporary);
        agent = hooks.agent();
        rest = Rest.inNewSwarm(server);
    }

    @AfterEach
    void end() {
        hooks.close();
    }

    private void hook(Process parent) throws Exception {
        hooks.run(
                Map.of("SWARMBOT_URL", server.toString(), "SWARMBOT_SWARM", rest.swarm(), "SWARMBOT_AGENT", agent),
                parent);
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
        Process program = hooks.agentProgram();
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
        assertThat(hooks.beating()).hasSize(1);

        program.destroyForcibly();

        await().until(() -> hooks.beating().isEmpty());
        await().until(() -> !isRunning("t1"));
    }

    @Test
    void isOneProcessHoweverOftenItIsStarted() throws Exception {
        Process program = hooks.agentProgram();
        for (int n = 0; n < 3; n++) {
            hook(program);
        }
        assertThat(hooks.beating()).hasSize(1);
        long first = hooks.beating().get(0).pid();

        Process next = hooks.agentProgram();
        hook(next);
        program.destroyForcibly();
        await().until(() -> !program.isAlive());
        working(agent, "t1");
        working("other", "control");
        await().until(() -> !isRunning("control"));

        assertThat(hooks.beating()).extracting(ProcessHandle::pid).containsExactly(first);
        assertThat(isRunning("t1")).isTrue();
        next.destroyForcibly();
        await().until(() -> hooks.beating().isEmpty());

        hook(hooks.agentProgram());
        assertThat(hooks.beating()).hasSize(1);
    }

    @Test
    void neverFailsAndSaysNothing() throws Exception {
        Process program = hooks.agentProgram();

        hooks.run(Map.of("SWARMBOT_URL", "http://127.0.0.1:1", "SWARMBOT_AGENT", agent), program);
        assertThat(hooks.beating()).hasSize(1);
        hooks.run(Map.of("SWARMBOT_URL", server.toString()), program);
        hooks.run(Map.of("SWARMBOT_AGENT", "x", "SWARMBOT_HEARTBEAT", "often", "TMPDIR", "/nowhere"), program);
        hooks.run(Map.of("SWARMBOT_URL", "no url", "SWARMBOT_AGENT", "other"), program);

        await().until(() -> hooks.logged().stream().anyMatch(line -> line.contains(" other: beat: ValueError")));
    }

    @Test
    void followsNobodyWhoOnlyAdoptedIt() throws Exception {
        Process program = hooks.agentProgram();
        Map<String, String> environment = Map.of("SWARMBOT_URL", server.toString(), "SWARMBOT_AGENT", agent);

        hooks.runAfter("import os\nos.getppid = lambda: 1", environment);
        String adopted =
                "import os\nparents = [" + program.pid() + "]\nos.getppid = lambda: parents.pop() if parents else 1";
        hooks.runAfter(adopted, environment);
        hooks.killPrograms();
        await().until(() -> !program.isAlive());
        hooks.run(environment, program);

        assertThat(hooks.beating()).isEmpty();
        assertThat(hooks.logged()).hasSize(3).allMatch(line -> line.contains("is over, or did not start the hook"));

        hooks.run(environment, "--parent", "1");
        assertThat(hooks.beating()).hasSize(1).allMatch(ProcessHandle::destroyForcibly);
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
        String program = Long.toString(hooks.agentProgram().pid());
        Map<String, String> environment = Map.of("SWARMBOT_URL", server.toString(), "SWARMBOT_AGENT", agent);

        hooks.runAfter(withoutProc, environment, "--parent", program, "--every", "0.1");
        assertThat(Files.readString(asked)).isEqualTo("C UTC0\n");
        Files.delete(onlyProgram.resolve("ps"));
        await().until(() -> hooks.logged().stream().anyMatch(line -> line.contains("program: cannot see")));
        assertThat(hooks.beating()).hasSize(1);

        ps(onlyProgram, "echo 'S    Sun Nov 29 21:00:00 2026'");
        await().until(() -> hooks.logged().stream().anyMatch(line -> line.contains("program: well again")));
        assertThat(hooks.beating()).hasSize(1);

        ps(onlyProgram, "exit 1");
        await().until(() -> hooks.beating().isEmpty());
    }

    private static void ps(Path directory, String line) throws IOException {
        Path program = Files.writeString(directory.resolve("new"), "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Files.move(program, directory.resolve("ps"), StandardCopyOption.REPLACE_EXISTING);
    }
}
