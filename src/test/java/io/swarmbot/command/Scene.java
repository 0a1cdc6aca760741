package io.swarmbot.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.swarmbot.command.file.FileQuota;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskSpec;
import io.swarmbot.swarm.message.MessageKind;
import io.swarmbot.swarm.message.Recipient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A state that commands have prepared, on which a test tries one more command. It needs no store and no threads. */
public final class Scene {

    public static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    public static final SwarmLimits ROOMY = new SwarmLimits(1_000, 10_000, 1_000);

    private SwarmState state;
    private Instant now = NOON;

    public Scene() {
        this(ROOMY);
    }

    public Scene(SwarmLimits limits) {
        state = SwarmState.empty("default", limits, new Cursor("k3f9", 0));
    }

    /** Applies the commands to the state. None of them may be rejected. */
    public Scene given(Command... commands) {
        for (Command command : commands) {
            state = decide(command).state();
        }
        return this;
    }

    public Scene later(Duration time) {
        now = now.plus(time);
        return this;
    }

    public SwarmState state() {
        return state;
    }

    public Instant now() {
        return now;
    }

    public Agent agent(String id) {
        return state.requireAgent(id);
    }

    public Task task(String id) {
        return state.requireTask(id);
    }

    /** Decides the command without changing the scene. */
    public Decision decide(Command command) {
        return Decision.of(state, command, now);
    }

    /** The code with which the command is refused. */
    public ErrorCode rejection(Command command) {
        return rejectionOf(() -> decide(command));
    }

    public static ErrorCode rejectionOf(Runnable work) {
        Throwable thrown = catchThrowable(work::run);
        assertThat(thrown).isInstanceOf(Rejection.class);
        return ((Rejection) thrown).code();
    }

    /** A sweep that finds only that agent silent. An agent is stale after 30 s and lost after 90 s. */
    public static SweepLiveness silence(String agent, int seconds) {
        return new SweepLiveness(
                id -> id.equals(agent) ? Duration.ofSeconds(seconds) : Duration.ZERO,
                Duration.ofSeconds(30),
                Duration.ofSeconds(90),
                lost -> false);
    }

    public static RegisterAgent register(String id, String... capabilities) {
        return new RegisterAgent(id, null, null, List.of(capabilities), null);
    }

    public static UpdateAgentStatus status(String id, AgentStatus status) {
        return new UpdateAgentStatus(id, status, null);
    }

    public static Heartbeat heartbeat(String id) {
        return new Heartbeat(id, List.of());
    }

    /** A follow-up to that agent. */
    /** Shares a file of one byte. */
    public static FileCommand.Share share(String id, @Nullable String task, @Nullable String agent) {
        FileQuota ample = new FileQuota(1_000_000, Long.MAX_VALUE, Long.MAX_VALUE);
        String sha256 = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
        return new FileCommand.Share(id, id + ".txt", "text/plain", 1, sha256, task, agent, "ann", ample);
    }

    public static MessageCommand.Send send(String agent) {
        return send(Recipient.agent(agent), MessageKind.FOLLOW_UP);
    }

    public static MessageCommand.Send send(Recipient to, MessageKind kind) {
        return new MessageCommand.Send(to, kind, "hello", null, null, Intervention.NONE);
    }

    public static MessageCommand.Acknowledge acknowledge(String message, String agent) {
        return new MessageCommand.Acknowledge(message, agent);
    }

    public static Claim claim(String agent) {
        return new Claim(agent, Duration.ZERO);
    }

    public static RemoveAgent remove(String agent) {
        return new RemoveAgent(agent);
    }

    public static SubmitTask submit(@Nullable String id) {
        return submit(id, TaskSpec.USUAL_PRIORITY);
    }

    public static SubmitTask submit(@Nullable String id, int priority) {
        return new SubmitTask(id, "work", null, List.of(), priority, List.of(), null);
    }

    public static SubmitTask submitRequiring(@Nullable String id, String... requirements) {
        return new SubmitTask(id, "work", null, List.of(requirements), 5, List.of(), null);
    }

    public static SubmitTask submitAfter(@Nullable String id, String... dependencies) {
        return new SubmitTask(id, "work", null, List.of(), 5, List.of(dependencies), null);
    }

    public static StartTask start(String task, String agent) {
        return new StartTask(task, agent, null);
    }

    public static ReportProgress progress(
            String task, String agent, @Nullable Integer percent, @Nullable String message) {
        return new ReportProgress(task, agent, null, percent, message);
    }

    public static CompleteTask complete(String task, @Nullable String agent, @Nullable String result) {
        return new CompleteTask(task, agent, null, json(result));
    }

    public static FailTask fail(String task, @Nullable String agent, @Nullable String error) {
        return new FailTask(task, agent, null, json(error));
    }

    public static CancelTask cancel(String task) {
        return new CancelTask(task, Intervention.NONE);
    }

    public static @Nullable Json json(@Nullable String text) {
        return text == null ? null : new Json(text);
    }

    /** A JSON string with that many bytes. */
    public static Json jsonOf(int bytes) {
        return new Json('"' + "x".repeat(bytes - 2) + '"');
    }
}
