package io.swarmbot.coordinator;

import io.swarmbot.command.Command;
import io.swarmbot.command.Settlement;
import io.swarmbot.command.SweepTasks;
import io.swarmbot.coordinator.Inbox.Offer;
import io.swarmbot.coordinator.Inbox.Submission;
import io.swarmbot.coordinator.due.DueAnswers;
import io.swarmbot.coordinator.time.Idleness;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.ReadResult;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The only way to change a swarm in this process. Requests are decided in the order of the {@link Agenda} and committed
 * in groups, one group at a time: appended to the log first, then applied to the state, then published, then answered.
 *
 * <p>Thread-safety: any thread may call the methods that are not of an interface. Those of the interfaces belong to the
 * run: one thread at a time, which the {@link RunLoop} sees to.
 */
final class SwarmRun implements RunLoop.Work, LogFollower.Listener, GroupAppender.Listener {

    private final String name;
    private final boolean isLasting;
    private final SwarmContext context;
    private final CurrentState current;
    private final Presence presence;
    private final DueAnswers due;
    private final Uses uses;
    private final Idleness idleness;
    private final MetricsTurn metrics;
    private final SwarmRunner.Owner owner;
    private final RunLoop loop;
    private final Agenda agenda;
    private final LogFollower follower;
    private final GroupAppender appender;

    // Set by any thread, cleared by the run.
    private final AtomicBoolean isEndHeard = new AtomicBoolean();
    private final AtomicBoolean isEndDue = new AtomicBoolean();
    private final AtomicBoolean isSweepDue = new AtomicBoolean();
    private final AtomicBoolean isUnloadDue = new AtomicBoolean();

    // Of the run.
    private boolean isGone;
    /** The group that is decided or appended; null if none is. */
    private @Nullable Group underWay;

    SwarmRun(
            SwarmContext context,
            CurrentState current,
            Presence presence,
            Uses uses,
            Idleness idleness,
            MetricsTurn metrics,
            SwarmRunner.Owner owner) {
        this.name = current.get().swarm();
        this.isLasting = RegistryLog.isLasting(name);
        this.context = context;
        this.current = current;
        this.presence = presence;
        this.due = new DueAnswers(current.canceled(), context.clock());
        this.uses = uses;
        this.idleness = idleness;
        this.metrics = metrics;
        this.owner = owner;
        SwarmSettings.Swarms settings = context.settings().swarms();
        this.loop = new RunLoop(context.executor(), context.ticker(), this);
        this.agenda = new Agenda(
                new Inbox(settings.queuedCommands(), settings.queuedBytes().asLongValue(), uses),
                new WaitingClaims(context.timer(), loop::schedule, settings.queuedCommands()),
                this::hear);
        this.follower = new LogFollower(name, context, current, presence, agenda, loop, this);
        this.appender = new GroupAppender(name, isLasting, context, current, loop, this);
    }

    LogFollower follower() {
        return follower;
    }

    OpenOutcome outcome() {
        return appender.outcome();
    }

    /** As {@link SwarmRunner#take}. */
    boolean take(Submission submission) {
        if (appender.outcome().isOpen()) {
            submission.refuse(Rejections.unavailable());
            return true;
        }
        Offer offer = agenda.offer(submission.requests());
        if (offer == Offer.TAKEN) {
            submission.accept();
            loop.schedule();
        } else if (offer == Offer.FULL) {
            submission.refuse(new Rejection(ErrorCode.SWARM_BUSY, "too many commands wait for swarm '" + name + "'"));
        }
        return offer != Offer.CLOSED;
    }

    /**
     * Takes a command that the service gives itself. It is dropped if the swarm is unloaded, since then nothing is due.
     */
    void takeOwn(Command command) {
        take(new Request(command, context.ticker()));
    }

    /**
     * Somebody says that the swarm is no more. If its log is not there, whoever waits is told so, and the default swarm
     * is made again. If it is there, a swarm of the same name was made since: then this one begins anew with it.
     */
    void hearEnd() {
        isEndHeard.set(true);
        loop.schedule();
    }

    /** Forgets agents that are gone, and hears those that wait. */
    void sweep() {
        isSweepDue.set(true);
        loop.schedule();
    }

    /** As {@link SwarmRunner#unloadIfIdle}. */
    void unloadIfIdle() {
        isUnloadDue.set(true);
        loop.schedule();
    }

    private void hear(Command command, SwarmState present) {
        String speaker = command.speaker();
        if (speaker != null && present.agent(speaker).isPresent()) {
            presence.spoke(speaker);
            command.leases(present).forEach(presence::renewed);
        }
    }

    @Override
    public boolean isDue() {
        return agenda.isDue()
                || follower.isDue()
                || isSweepDue.get()
                || isEndHeard.get()
                || isEndDue.get()
                || isUnloadDue.get();
    }

    @Override
    public boolean runOnce() {
        if (uses.isClosed()) {
            return runUnloaded();
        }
        if (isEndHeard.getAndSet(false) && !isGone) {
            return follower.findOutWhetherItEnded(this::hearEnd);
        }
        if (isEndDue.getAndSet(false)) {
            if (isLasting) {
                return makeAgain();
            }
            isGone = true;
            owner.onMissing();
        }
        Cursor target = follower.takeTarget();
        if (isGone) {
            Rejection gone = new Rejection(ErrorCode.UNKNOWN_SWARM, "swarm '" + name + "' is no more");
            agenda.rejectAll(gone);
            current.rejectWaiters(gone);
        } else if (target != null) {
            return follower.readOn(target);
        }
        follower.answerAskers();
        agenda.expire(current.get());
        if (isSweepDue.getAndSet(false)) {
            presence.retain(current.get());
            agenda.hearThoseWhoWait(current.get());
        }
        return decide();
    }

    private boolean decide() {
        Group group = new Group(current.get(), context.codec(), context.rules().replica());
        underWay = group;
        agenda.fill(group, Instant.ofEpochMilli(context.clock().millis()));
        if (group.hasEvents()) {
            return appender.append(group);
        }
        answer(group);
        underWay = null;
        if (!group.isEmpty()) {
            return true;
        }
        if (isUnloadDue.getAndSet(false) && isIdle() && uses.close()) {
            owner.onUnloaded();
        }
        return loop.rest();
    }

    private boolean isIdle() {
        SwarmState present = current.get();
        return !isGone
                && !idleness.isTouched()
                && agenda.isEmpty()
                && follower.isUpToDate()
                && presence.isTold()
                && Idleness.isNothingDue(present)
                && !metrics.arePending(present);
    }

    /** Passes on what still comes to a swarm that is unloaded. */
    private boolean runUnloaded() {
        isSweepDue.set(false);
        isEndDue.set(false);
        isUnloadDue.set(false);
        if (isEndHeard.getAndSet(false)) {
            owner.onEndHeard();
        }
        Cursor head = follower.takeHeard();
        if (head != null) {
            owner.onMoved(head);
        }
        return loop.rest();
    }

    /** The store lost the default swarm. Those who watch it are told by the log, which has another epoch. */
    private boolean makeAgain() {
        return loop.await(context.store().create(name), (made, failure) -> {
            if (failure != null) {
                context.failures().add("swarm " + name + " could not be made again", failure);
                return true;
            }
            return follower.readOn(current.cursor());
        });
    }

    @Override
    public void recoverFrom(Throwable failure) {
        context.failures().addFault("swarm " + name + " failed at " + current.cursor(), failure);
        Rejection failed = new Rejection(ErrorCode.INTERNAL, "the service failed");
        if (underWay != null) {
            underWay.reject(failed);
            underWay = null;
        }
        agenda.rejectAll(failed);
    }

    @Override
    public void onMissing() {
        isEndDue.set(true);
        loop.schedule();
    }

    @Override
    public void onForeignEvents() {
        idleness.touch();
    }

    private void answer(Group group) {
        group.answer((command, reply) -> due.complete(command, reply, current.get(), presence.elapsed()));
    }

    @Override
    public void onCommitted(Group group) {
        if (Settlement.isUnfinished(current.get())) {
            // What did not fit into that append.
            takeOwn(SweepTasks.ofWhatIsLeft());
        }
        underWay = null;
        answer(group);
    }

    @Override
    public boolean onConflict(Group group, ReadResult missed) {
        agenda.undo(group, current.get());
        underWay = null;
        return follower.apply(missed);
    }

    @Override
    public void onRefused(Group group, Rejection why) {
        agenda.reject(group, why, current.get());
        underWay = null;
    }

    @Override
    public void onUnknown(Group group) {
        group.reject(new Rejection(ErrorCode.OUTCOME_UNKNOWN, "the store did not say whether it was done"));
        agenda.rejectAll(Rejections.unavailable());
    }

    @Override
    public void onKnown() {
        // Nobody could be heard meanwhile.
        presence.restart();
    }
}
