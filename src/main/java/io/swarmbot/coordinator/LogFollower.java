package io.swarmbot.coordinator;

import io.swarmbot.coordinator.CurrentState.Origin;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.SwarmImage;
import io.swarmbot.swarm.AgentEvent;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmState;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Takes over what other replicas committed to a swarm's log: reads the log up to the furthest head that was heard of,
 * and loads the swarm again if the log does not lead there.
 *
 * <p>Thread-safety: any thread may call {@link #hear}, {@link #informedOf} and {@link #isDue}; everything else belongs
 * to the swarm's run.
 */
final class LogFollower {

    /** What is read at a time. */
    static final PageLimit PAGE = new PageLimit(5_000, 4 << 20);

    private static final long RETRY_MILLIS = 1_000;

    /** What else the swarm does about what is found in the log. */
    interface Listener {

        /** The store has no such swarm. */
        void onMissing();

        /** Others did something in this swarm. */
        void onForeignEvents();
    }

    private static final Logger LOG = System.getLogger(LogFollower.class.getName());

    /** A page that the store reads while the page before it is taken over. */
    private record Ahead(Cursor after, CompletionStage<ReadResult> page) {}

    private final String name;
    private final SwarmContext context;
    private final SwarmLoader loader;
    private final CurrentState current;
    private final Presence presence;
    private final Agenda agenda;
    private final RunLoop loop;
    private final Listener listener;
    private final FurthestHead furthest;
    /** Readers that wait until the log was asked. Any thread adds, the run takes. */
    private final ConcurrentLinkedQueue<CompletableFuture<SwarmState>> askers = new ConcurrentLinkedQueue<>();
    /**
     * Of the run. After a page of the log one group is decided, so that busy replicas do not keep ours waiting for
     * ever.
     */
    private boolean isTurnOfCommands;
    /** Of the run. The page after the one that is being taken over; null if that one reaches the head. */
    private @Nullable Ahead ahead;

    LogFollower(
            String name,
            SwarmContext context,
            CurrentState current,
            Presence presence,
            Agenda agenda,
            RunLoop loop,
            Listener listener) {
        this.name = name;
        this.context = context;
        this.loader = new SwarmLoader(context);
        this.current = current;
        this.presence = presence;
        this.agenda = agenda;
        this.loop = loop;
        this.listener = listener;
        this.furthest = new FurthestHead(context.timer(), loop::schedule);
    }

    /** The log may have entries up to there. */
    void hear(Cursor head) {
        if (isNews(head)) {
            furthest.hear(head);
            loop.schedule();
        }
    }

    /**
     * True for a head that is further on. True also for any head of another epoch: the log may have lost what this
     * state has.
     */
    private boolean isNews(Cursor head) {
        Cursor known = current.cursor();
        return head.seq() > known.seq() || !head.epoch().equals(known.epoch());
    }

    /**
     * The state after the log was asked whether that cursor's epoch is the present one. If the log cannot be read, the
     * stage completes with the state that is known.
     */
    CompletableFuture<SwarmState> informedOf(Cursor cursor) {
        CompletableFuture<SwarmState> informed = new CompletableFuture<>();
        hear(cursor);
        askers.add(informed);
        loop.schedule();
        return informed;
    }

    boolean isDue() {
        return furthest.isDue() || !askers.isEmpty();
    }

    /** Whether the log was read as far as was heard. */
    boolean isUpToDate() {
        return furthest.isReached();
    }

    /** Takes the head up to which the log is to be read now; null if there is nothing to read. */
    @Nullable
    Cursor takeTarget() {
        Cursor target = isTurnOfCommands ? null : furthest.take();
        isTurnOfCommands = false;
        return target != null && isNews(target) ? target : null;
    }

    /**
     * The head that was heard of, whether it is news or not; null if there is none. For a swarm that follows no longer.
     */
    @Nullable
    Cursor takeHeard() {
        return furthest.take();
    }

    void answerAskers() {
        if (furthest.isDue()) {
            return;
        }
        for (var asker = askers.poll(); asker != null; asker = askers.poll()) {
            asker.complete(current.get());
        }
    }

    /** Reads what comes next in the log; true to go on at once. */
    boolean readOn(Cursor target) {
        Ahead begun = ahead;
        ahead = null;
        CompletionStage<ReadResult> next = begun != null && begun.after().equals(current.cursor())
                ? begun.page()
                : context.store().read(name, current.cursor(), PAGE);
        return loop.await(next, (result, failure) -> {
            if (result == null) {
                retryLater(target, failure);
                return true;
            }
            furthest.succeed();
            return apply(result);
        });
    }

    /**
     * Reads what comes next, because somebody said that the log is no more; true to go on at once.
     *
     * @param again asks for the same, later, if the log cannot be read now
     */
    boolean findOutWhetherItEnded(Runnable again) {
        return loop.await(context.store().read(name, current.cursor(), PAGE), (result, failure) -> {
            if (result != null) {
                return apply(result);
            }
            if (failure instanceof NoSuchSwarmException) {
                listener.onMissing();
            } else {
                context.failures().add("swarm " + name + " may be deleted, and cannot be read", failure);
                context.after(RETRY_MILLIS).thenRun(again);
            }
            return true;
        });
    }

    /** Takes over what others committed behind the present state; true to go on at once. */
    boolean apply(ReadResult missed) {
        isTurnOfCommands = true;
        if (missed instanceof ReadResult.Gap gap) {
            return loop.await(context.store().load(name), (image, failure) -> restart(gap, image, failure));
        }
        ReadResult.Page page = (ReadResult.Page) missed;
        if (page.entries().isEmpty()) {
            current.enterEpoch(page.head().epoch());
            return true;
        }
        Cursor last = page.entries().get(page.entries().size() - 1).cursor();
        if (last.seq() < page.head().seq()) {
            ahead = new Ahead(last, context.store().read(name, last, PAGE));
        }
        List<SwarmEvent> events = new ArrayList<>(page.entries().size());
        SwarmState next = current.get();
        for (LogEntry entry : page.entries()) {
            SwarmEvent event;
            try {
                event = context.codec().decode(name, entry, false);
                next = event.foldInto(next.inEpoch(entry.cursor().epoch()));
            } catch (RuntimeException unreadable) {
                // Of this event, or of what it changes. The stored entities have the change.
                return reload(page.head(), entry, unreadable);
            }
            events.add(event);
            if (event instanceof AgentEvent.AgentLivenessChanged change && change.liveness() == Liveness.LIVE) {
                // It spoke to another replica, which may tell us so only later.
                presence.spoke(change.agentId());
            }
        }
        current.applyAndPublish(next, events, page.entries(), Origin.ELSEWHERE);
        listener.onForeignEvents();
        hear(page.head());
        agenda.look(events, next);
        return true;
    }

    @SuppressWarnings("NullableOptional") // An argument of a stage callback: null if it failed.
    private boolean restart(ReadResult.Gap gap, @Nullable Optional<SwarmImage> image, @Nullable Throwable failure) {
        if (image == null) {
            retryLater(gap.head(), failure);
            agenda.rejectUndone(Rejections.unavailable());
        } else if (image.isEmpty()) {
            listener.onMissing();
        } else {
            SwarmState loaded = context.stateOf(name, image.get());
            presence.restart();
            current.restart(loaded, gap);
            agenda.doubtAll(loaded);
        }
        return true;
    }

    /** Takes over the state as it is stored, and publishes the log up to it. */
    private boolean reload(Cursor target, LogEntry entry, RuntimeException why) {
        LOG.log(Level.WARNING, () -> "swarm " + name + " is loaded again, for " + entry + " cannot be applied", why);
        return loop.await(loader.load(name, null), (loaded, failure) -> {
            Cursor from = current.cursor();
            if (loaded == null || loaded.cursor().seq() <= from.seq()) {
                retryLater(target, failure);
                return true;
            }
            current.replace(loaded);
            return loop.await(loader.publishMissed(from, loaded), (published, failed) -> {
                listener.onForeignEvents();
                hear(target);
                agenda.doubtAll(loaded);
                return true;
            });
        });
    }

    private void retryLater(Cursor target, @Nullable Throwable failure) {
        if (failure instanceof NoSuchSwarmException) {
            listener.onMissing();
            return;
        }
        context.failures().add("swarm " + name + " could not be read up to " + target, failure);
        furthest.retryLater(target);
    }
}
