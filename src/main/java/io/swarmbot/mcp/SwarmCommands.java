package io.swarmbot.mcp;

import io.swarmbot.command.Command;
import io.swarmbot.command.Giver;
import io.swarmbot.command.Heartbeat;
import io.swarmbot.command.Outcome;
import io.swarmbot.command.Reply;
import io.swarmbot.command.WrappedCommand;
import io.swarmbot.coordinator.Rejections;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.coordinator.SwarmThreads;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gives the commands of tools.
 *
 * <p>A model keeps no cursor, so its next call may reach a replica that has not read yet what the last one did
 * elsewhere. A command that is refused for a reason of this kind is given once more, as soon as the replica has read
 * something.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class SwarmCommands {

    /** What a replica may say only because it is behind. */
    private static final Set<ErrorCode> OF_THE_PAST = Set.of(
            ErrorCode.UNKNOWN_AGENT,
            ErrorCode.UNKNOWN_TASK,
            ErrorCode.UNKNOWN_MESSAGE,
            ErrorCode.UNKNOWN_DEPENDENCY,
            ErrorCode.NOT_ASSIGNED,
            ErrorCode.WRONG_ATTEMPT,
            ErrorCode.ILLEGAL_TRANSITION);

    /** Replicas hear of one another within milliseconds. */
    private static final Duration NEWS = Duration.ofMillis(250);

    private final SwarmCoordinator coordinator;
    private final ScheduledExecutorService timer;
    private final boolean isShared;

    SwarmCommands(SwarmCoordinator coordinator, SwarmStore store, @SwarmThreads ScheduledExecutorService timer) {
        this.coordinator = coordinator;
        this.timer = timer;
        this.isShared = store.shared().isPresent();
    }

    /**
     * Gives a command.
     *
     * @throws Rejection {@code forbidden} if the caller may not give it, {@code rate_limited}
     */
    CompletableFuture<Outcome.Committed> give(ToolCall call, Command command) {
        Giver giver = call.giver();
        giver.require(command);
        return submit(call, command, giver);
    }

    /** Gives a command that {@link Giver#require} has let pass. */
    CompletableFuture<Outcome.Committed> submit(ToolCall call, Command command, Giver giver) {
        return withNews(call.swarm(), () -> {
            Command traced = WrappedCommand.Traced.of(call.traceparent(), command);
            CompletableFuture<Outcome.Committed> answer = coordinator.submit(call.swarm(), traced, giver, call.hurry());
            call.hurry().whenComplete((done, failure) -> {
                if (call.hurry().isCancelled()) {
                    answer.cancel(false);
                }
            });
            return answer;
        });
    }

    /** The swarm as this replica knows it. */
    CompletableFuture<SwarmState> state(String swarm) {
        return coordinator.state(swarm);
    }

    /** Something that may be refused because this replica is behind. */
    interface Attempt<T> {

        CompletableFuture<T> run();
    }

    /** Makes an attempt, and another one when there is news if this replica may have been behind. */
    <T> CompletableFuture<T> withNews(String swarm, Attempt<T> attempt) {
        CompletableFuture<SwarmState> before = coordinator.state(swarm);
        return attempt.run().exceptionallyCompose(failure -> {
            boolean mayBeBehind = isShared
                    && Rejections.in(failure)
                            .filter(rejection -> OF_THE_PAST.contains(rejection.code()))
                            .isPresent();
            return mayBeBehind
                    ? before.thenCompose(known -> news(swarm, known)).thenCompose(news -> attempt.run())
                    : CompletableFuture.failedFuture(failure);
        });
    }

    /** Completes when this replica has read on, or after a moment. */
    private CompletableFuture<?> news(String swarm, SwarmState known) {
        return coordinator.view(swarm).thenCompose(view -> {
            CompletableFuture<SwarmState> grown = view.reached(known.cursor().plus(1));
            ScheduledFuture<?> alarm =
                    timer.schedule(() -> grown.cancel(false), NEWS.toMillis(), TimeUnit.MILLISECONDS);
            return grown.handle((state, none) -> alarm.cancel(false));
        });
    }

    /**
     * What an agent has to know, for an answer to a command that does not say it. It counts as a heartbeat.
     *
     * @return null if it is not known now: what was done must be answered all the same
     */
    CompletableFuture<Reply.@Nullable Due> due(ToolCall call, String agent, List<Heartbeat.Work> tasks) {
        return coordinator
                .submit(call.swarm(), new Heartbeat(agent, tasks), call.giver())
                .handle((answer, failure) ->
                        failure == null && answer.reply() instanceof Reply.Held held ? held.due() : null);
    }
}
