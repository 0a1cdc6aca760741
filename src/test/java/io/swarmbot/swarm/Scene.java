package io.swarmbot.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.AgentCommand.Claim;
import io.swarmbot.swarm.AgentCommand.Heartbeat;
import io.swarmbot.swarm.AgentCommand.RegisterAgent;
import io.swarmbot.swarm.AgentCommand.RemoveAgent;
import io.swarmbot.swarm.AgentCommand.UpdateAgentStatus;
import io.swarmbot.swarm.TaskCommand.CompleteTask;
import io.swarmbot.swarm.TaskCommand.FailTask;
import io.swarmbot.swarm.TaskCommand.ReportProgress;
import io.swarmbot.swarm.TaskCommand.StartTask;
import io.swarmbot.swarm.TaskCommand.SubmitTask;
import io.swarmbot.swarm.TaskSteering.CancelTask;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A state, led somewhere by commands, on which one more is tried. No store, no threads. */
final class Scene {

    static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    static final SwarmLimits ROOMY = new SwarmLimits(1_000, 10_000, 1_000);

    private SwarmState state;
    private Instant now = NOON;

    Scene() {
        this(ROOMY);
    }

    Scene(SwarmLimits limits) {
        state = SwarmState.empty("default", limits, new Cursor("k3f9", 0));
    }

    /** Leads the scene on; none of these may be rejected. */
    Scene given(Command... commands) {
        for (Command command : commands) {
            state = decide(command).state();
        }
        return this;
    }

    Scene later(Duration time) {
        now = now.plus(time);
        return this;
    }

    SwarmState state() {
        return state;
    }

    Instant now() {
        return now;
    }

    Agent agent(String id) {
        return state.requireAgent(id);
    }

    Task task(String id) {
        return state.requireTask(id);
    }

    /** What the command would do; the scene stays as it is. */
    Decision decide(Command command) {
        return Draft.decide(state, command, now);
    }

    /** Why the command is refused. */
    ErrorCode rejection(Command command) {
        return rejectionOf(() -> decide(command));
    }

    static ErrorCode rejectionOf(Runnable work) {
        Throwable thrown = catchThrowable(work::run);
        assertThat(thrown).isInstanceOf(Rejection.class);
        return ((Rejection) thrown).code();
    }

    /** Silence of that agent alone, judged with 30 s and 90 s. */
    static SweepLiveness silence(String agent, int seconds) {
        return new SweepLiveness(
                id -> id.equals(agent) ? Duration.ofSeconds(seconds) : Duration.ZERO,
                Duration.ofSeconds(30),
                Duration.ofSeconds(90));
    }

    static RegisterAgent register(String id, String... capabilities) {
        return new RegisterAgent(id, null, null, List.of(capabilities), null);
    }

    static UpdateAgentStatus status(String id, AgentStatus status) {
        return new UpdateAgentStatus(id, status, null);
    }

    static Heartbeat heartbeat(String id) {
        return new Heartbeat(id, List.of());
    }

    static Claim claim(String agent) {
        return new Claim(agent, Duration.ZERO);
    }

    static RemoveAgent remove(String agent) {
        return new RemoveAgent(agent);
    }

    static SubmitTask submit(@Nullable String id) {
        return submit(id, SubmitTask.USUAL_PRIORITY);
    }

    static SubmitTask submit(@Nullable String id, int priority) {
        return new SubmitTask(id, "work", null, List.of(), priority, List.of(), null);
    }

    static SubmitTask submitRequiring(@Nullable String id, String... requirements) {
        return new SubmitTask(id, "work", null, List.of(requirements), 5, List.of(), null);
    }

    static SubmitTask submitAfter(@Nullable String id, String... dependencies) {
        return new SubmitTask(id, "work", null, List.of(), 5, List.of(dependencies), null);
    }

    static StartTask start(String task, String agent) {
        return new StartTask(task, agent, null);
    }

    static ReportProgress progress(String task, String agent, @Nullable Integer percent, @Nullable String message) {
        return new ReportProgress(task, agent, null, percent, message);
    }

    static CompleteTask complete(String task, @Nullable String agent, @Nullable String result) {
        return new CompleteTask(task, agent, null, json(result));
    }

    static FailTask fail(String task, @Nullable String agent, @Nullable String error) {
        return new FailTask(task, agent, null, json(error));
    }

    static CancelTask cancel(String task) {
        return new CancelTask(task, Intervention.NONE);
    }

    static @Nullable Json json(@Nullable String text) {
        return text == null ? null : new Json(text);
    }

    /** A JSON string of so many bytes. */
    static Json jsonOf(int bytes) {
        return new Json('"' + "x".repeat(bytes - 2) + '"');
    }
}
