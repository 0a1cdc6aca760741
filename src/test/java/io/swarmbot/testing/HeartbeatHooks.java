package io.swarmbot.testing;

import static io.swarmbot.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * The hook for coding agents, programs of agents that run it, and what it leaves.
 *
 * <p>Thread-safety: none.
 */
public final class HeartbeatHooks implements AutoCloseable {

    private static final Path HOOK =
            Path.of("src", "examples", "hooks", "heartbeat.py").toAbsolutePath();

    private final String python =
            Programs.require(List.of("python3"), "Python, for the hook").toString();
    private final String agent = "coder-" + UUID.randomUUID();
    private final List<Process> programs = new ArrayList<>();
    private final Path temporary;

    /** @param temporary for what the hooks write; must be empty */
    public HeartbeatHooks(Path temporary) {
        this.temporary = temporary;
    }

    /** A name that no other test has. */
    public String agent() {
        return agent;
    }

    /** The program of an agent, which does nothing by itself. */
    public Process agentProgram() throws IOException {
        Process program = new ProcessBuilder("sleep", "1000").start();
        programs.add(program);
        return program;
    }

    /** Runs the hook as the agent's program does: waits until it has ended and nobody holds its output any more. */
    public void run(Map<String, String> environment, Process parent) throws Exception {
        run(environment, "--parent", Long.toString(parent.pid()), "--every", "0.5");
    }

    public void run(Map<String, String> environment, String... options) throws Exception {
        run(environment, List.of(HOOK.toString()), options);
    }

    /** Runs the hook on a system that is changed by these lines of Python. */
    public void runAfter(String lines, Map<String, String> environment, String... options) throws Exception {
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

    public Path log() {
        return temporary.resolve("hook.log");
    }

    public List<String> logged() throws IOException {
        return Files.exists(log()) ? Files.readAllLines(log()) : List.of();
    }

    /** The processes that beat for this agent. */
    public List<ProcessHandle> beating() {
        return ProcessHandle.allProcesses()
                .filter(each -> each.info().commandLine().orElse("").contains(agent) && each.isAlive())
                .toList();
    }

    /** Kills all programs of agents. */
    public void killPrograms() {
        programs.forEach(Process::destroyForcibly);
    }

    /** Kills all programs of agents, and waits until nobody beats for them. */
    @Override
    public void close() {
        killPrograms();
        await().until(() -> beating().isEmpty());
    }
}
