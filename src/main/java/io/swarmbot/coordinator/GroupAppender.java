package io.swarmbot.coordinator;

import io.swarmbot.concurrent.Backoff;
import io.swarmbot.coordinator.CurrentState.Origin;
import io.swarmbot.coordinator.RunLoop.Continuation;
import io.swarmbot.store.Append;
import io.swarmbot.store.AppendResult;
import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.StoreException;
import io.swarmbot.swarm.Rejection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Commits a swarm's groups, one at a time, always in this order: append to the log, apply to the state, publish,
 * answer. Nobody else calls {@code SwarmStore.append}.
 *
 * <p>If the store does not say what became of a group, it is sent again until the store does. No other group of this
 * swarm leaves before that, because a store that was only slow may still carry the first one out.
 *
 * <p>Thread-safety: belongs to the swarm's run, one thread at a time, but for {@link #outcome}.
 */
final class GroupAppender {

    /** What the swarm does about the outcome of an append. Called by the run. */
    interface Listener {

        /** The group is in the log and in the state, and published. It is to be answered now. */
        void onCommitted(Group group);

        /** Another replica was first: nothing of the group was done. True to go on at once. */
        boolean onConflict(Group group, ReadResult missed);

        /** Nothing of the group was done, and nothing will be. */
        void onRefused(Group group, Rejection why);

        /** It is not known what became of the group; it is sent again. Told again after each attempt. */
        void onUnknown(Group group);

        /** It is known again what became of every group. */
        void onKnown();

        /** The store has no such swarm. */
        void onMissing();
    }

    private final String name;
    private final boolean isLasting;
    private final SwarmContext context;
    private final CurrentState current;
    private final RunLoop loop;
    private final Listener listener;
    private final OpenOutcome outcome;

    /** @param isLasting whether a swarm that the store lost is made again */
    GroupAppender(
            String name,
            boolean isLasting,
            SwarmContext context,
            CurrentState current,
            RunLoop loop,
            Listener listener) {
        this.name = name;
        this.isLasting = isLasting;
        this.context = context;
        this.current = current;
        this.loop = loop;
        this.listener = listener;
        this.outcome = new OpenOutcome(context.ticker());
    }

    /** Whether the outcome of the last append is open. Any thread may ask it. */
    OpenOutcome outcome() {
        return outcome;
    }

    /** Appends the group; true to go on at once. */
    boolean append(Group group) {
        Append append = group.batch(context.nextBatchId());
        return loop.await(context.store().append(name, append), take(group, append, new Backoff()));
    }

    private Continuation<AppendResult> take(Group group, Append append, Backoff backoff) {
        return (result, failure) -> {
            // While an earlier outcome is open, a refusal settles nothing: it speaks of the last attempt only.
            if (failure instanceof StoreException store && (outcome.isOpen() || !store.isOutcomeKnown())) {
                return sendAgain(group, append, backoff, store);
            }
            if (outcome.isOpen()) {
                outcome.close();
                listener.onKnown();
            }
            if (result instanceof AppendResult.Conflict conflict) {
                return listener.onConflict(group, conflict.missed());
            }
            if (result instanceof AppendResult.Appended) {
                current.applyAndPublish(group.state(), group.events(), group.entries(), Origin.HERE);
                listener.onCommitted(group);
            } else {
                listener.onRefused(group, rejectionOf(Objects.requireNonNull(failure)));
            }
            return true;
        };
    }

    private boolean sendAgain(Group group, Append append, Backoff backoff, StoreException failure) {
        context.failures().add("swarm " + name + ": an append's outcome is not known, it is sent again", failure);
        outcome.open();
        listener.onUnknown(group);
        return loop.await(
                context.after(backoff.nextMillis())
                        .thenCompose(elapsed -> context.store().append(name, append)),
                take(group, append, backoff));
    }

    private Rejection rejectionOf(@Nullable Throwable failure) {
        if (failure instanceof NoSuchSwarmException) {
            listener.onMissing();
            if (isLasting) {
                return Rejections.unavailable();
            }
        } else {
            context.failures().add("swarm " + name + ": nothing was appended", failure);
        }
        return Rejections.of(Objects.requireNonNull(failure), name);
    }
}
