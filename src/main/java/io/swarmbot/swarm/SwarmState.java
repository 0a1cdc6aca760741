package io.swarmbot.swarm;

import io.swarmbot.grant.AccessToken;
import io.swarmbot.grant.TokenBook;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.file.FileBook;
import io.swarmbot.swarm.file.SharedFile;
import io.swarmbot.swarm.index.Attention;
import io.swarmbot.swarm.index.Workload;
import io.swarmbot.swarm.message.MessageBook;
import io.swarmbot.swarm.message.SwarmMessage;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A swarm at one cursor: the fold of its log up to there, and of nothing else.
 *
 * <p>Thread-safety: immutable. A change makes a new state that shares everything else with the old one, so it costs
 * little to try a command and drop the result.
 */
public final class SwarmState {

    /** How many finished tasks a snapshot shows; they are the newest ones. */
    public static final int SNAPSHOT_FINISHED = 1_000;

    private final String swarm;
    private final SwarmLimits limits;
    private final Cursor cursor;
    private final Instant timestamp;
    private final AgentBook agents;
    private final TaskBook tasks;
    private final Totals totals;
    private final StoredState.Aside aside;

    SwarmState(
            String swarm,
            SwarmLimits limits,
            Cursor cursor,
            Instant timestamp,
            AgentBook agents,
            TaskBook tasks,
            Totals totals,
            StoredState.Aside aside) {
        this.swarm = swarm;
        this.limits = limits;
        this.cursor = cursor;
        this.timestamp = timestamp;
        this.agents = agents;
        this.tasks = tasks;
        this.totals = totals;
        this.aside = aside;
    }

    /** A swarm without agents and tasks at the given cursor. */
    public static SwarmState empty(String swarm, SwarmLimits limits, Cursor cursor) {
        return new StoredState(
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        StoredState.Summary.NONE,
                        StoredState.Unreadable.NONE)
                .at(swarm, limits, cursor);
    }

    /** What a store has to keep beside the entities. */
    public StoredState.Summary summary() {
        FinishedTasks.Marks marks = tasks.marks();
        return new StoredState.Summary(totals, timestamp, marks.hidden(), marks.forgotten());
    }

    public String swarm() {
        return swarm;
    }

    public SwarmLimits limits() {
        return limits;
    }

    public TaskRules rules() {
        return limits.rules();
    }

    /** The place in the log up to which the events are in this state. */
    public Cursor cursor() {
        return cursor;
    }

    /** When the newest event happened. */
    public Instant timestamp() {
        return timestamp;
    }

    /** What is stored of this swarm and cannot be read. */
    public StoredState.Unreadable unreadable() {
        return aside.unreadable();
    }

    /** The messages that are not acknowledged yet. */
    public MessageBook messages() {
        return aside.messages();
    }

    /** The files that the swarm shares. */
    public FileBook files() {
        return aside.files();
    }

    /** The tokens, if this is the registry of tokens. */
    public TokenBook tokens() {
        return aside.tokens();
    }

    public Totals totals() {
        return totals;
    }

    public Optional<Agent> agent(String id) {
        return Optional.ofNullable(agents.get(id));
    }

    public Optional<Task> task(String id) {
        return Optional.ofNullable(tasks.get(id));
    }

    /** All agents, in order of their ids. */
    public Collection<Agent> agents() {
        return agents.all();
    }

    /** The tasks with all their indexes, for the questions that only decisions ask. */
    public TaskBook tasks() {
        return tasks;
    }

    /** How many tasks are not finished. */
    public int openTasks() {
        return tasks.open();
    }

    /** The agents with a greater id, in order of their ids. */
    public Collection<Agent> agentsAfter(String id) {
        return agents.after(id);
    }

    /** The remembered tasks with a greater id, in order of their ids. */
    public Collection<Task> tasksAfter(String id) {
        return tasks.after(id);
    }

    /**
     * The tasks with a greater id that a snapshot shows: open ones and the newest finished ones, in order of their ids.
     */
    public Iterable<Task> snapshotTasksAfter(String id) {
        return () -> tasks.after(id).stream().filter(tasks::isShown).iterator();
    }

    /** The finished tasks that are remembered, the newest first. */
    public Iterator<Task> newestFinishedTasks() {
        return tasks.newestFinished();
    }

    /** The tasks that the agent holds; the one that changed last is at the end. */
    public List<Task> heldBy(String agentId) {
        return tasks.heldBy(agentId);
    }

    /** How many tasks the agent holds. */
    public int load(String agentId) {
        return tasks.heldCount(agentId);
    }

    /** All tasks that are held, agent by agent. */
    public Iterator<Task> heldTasks() {
        return tasks.held();
    }

    /** The ready task whose turn it is among those that this agent can do. */
    public Optional<Task> nextFor(Agent agent) {
        return tasks.nextFor(agent.capabilities());
    }

    /** Whether the task waits for nothing but an agent. */
    public boolean isReady(Task task) {
        return tasks.isReady(task);
    }

    /** Whether that task is there and is completed, so that no other one waits for it. */
    public boolean isCompleted(String taskId) {
        return tasks.isCompleted(taskId);
    }

    /**
     * The place of a ready task in line, from 1: an agent whose capabilities are exactly what the task requires gets it
     * with so many claims, if nobody else claims.
     */
    public int placeInLine(Task task) {
        return tasks.placeOf(task);
    }

    /** The tasks at which a person should look. */
    public Attention attention() {
        return tasks.attention();
    }

    /** How much work there is, by what it requires and by its type. */
    public Workload workload() {
        return tasks.workload();
    }

    /**
     * How many agents are live, neither paused nor draining, and have all of these capabilities.
     *
     * @param capabilities null for any
     */
    public int activeAgents(@Nullable Set<String> capabilities) {
        return agents.active().having(capabilities);
    }

    /** The open tasks that depend on that one. */
    public List<Task> dependentsOf(String taskId) {
        return tasks.dependentsOf(taskId);
    }

    /** The id of the agent to which the task would be pushed; empty if none that can do it has room. */
    public Optional<String> openAgentFor(Task task) {
        return agents.isAnyOpen() ? agents.openFor(task.requirements()) : Optional.empty();
    }

    /** Whether the agent has room for a pushed task. */
    public boolean isOpen(String agentId) {
        return agents.isOpen(agentId);
    }

    /** Whether any agent has room for a pushed task. */
    public boolean isAnybodyOpen() {
        return agents.isAnyOpen();
    }

    /** The ids of the finished tasks that an earlier state remembers and this one does not. */
    public List<String> forgottenSince(SwarmState earlier) {
        return tasks.forgottenSince(earlier.tasks);
    }

    /** The receipt of the command with that key, if it is still remembered. */
    public Optional<Receipt> receipt(String key, Instant now) {
        return Optional.ofNullable(aside.receipts().get(key))
                .filter(receipt ->
                        !receipt.at().isBefore(now.minus(limits.receipts().keep())));
    }

    /**
     * Collects how the receipts of this state differ from those of an earlier one.
     *
     * @param added gets the receipts that only this state has
     * @param forgotten gets the keys of the receipts that only the earlier state has
     */
    public void collectReceiptsSince(SwarmState earlier, List<Receipt> added, List<String> forgotten) {
        aside.receipts().collectChanges(earlier.aside.receipts(), added, forgotten);
    }

    /** The sequence of the newest metrics; 0 if none were taken since the state was loaded. */
    public long metricsSeq() {
        return aside.metrics().seq();
    }

    /**
     * When the newest metrics were taken; the time of the state's newest event if none were taken since it was loaded.
     */
    public Instant metricsAt() {
        return aside.metrics().at();
    }

    public Agent requireAgent(String id) {
        Agent agent = agents.get(id);
        if (agent == null) {
            throw new IllegalStateException("the log speaks of agent " + id + ", which is not there");
        }
        return agent;
    }

    public Task requireTask(String id) {
        Task task = tasks.get(id);
        if (task == null) {
            throw new IllegalStateException("the log speaks of task " + id + ", which is not there");
        }
        return task;
    }

    SwarmState with(Agent agent) {
        Agent before = agents.get(agent.id());
        Totals counted = totals;
        if (before == null || before.status() != agent.status()) {
            counted = before == null ? counted : counted.plus(before.status(), -1);
            counted = counted.plus(agent.status(), 1);
        }
        return at(agent.version(), agent.updatedAt(), agents.with(agent, tasks.heldCount(agent.id())), tasks, counted);
    }

    SwarmState withoutAgent(String id, Stamp stamp) {
        if (unreadable().agents().containsKey(id)) {
            return past(stamp).with(unreadable().withoutAgent(id));
        }
        Agent agent = requireAgent(id);
        return at(stamp.seq(), stamp.timestamp(), agents.without(agent), tasks, totals.plus(agent.status(), -1));
    }

    SwarmState with(Task task) {
        Task before = tasks.get(task.id());
        TaskStatus status = before == null ? unreadable().tasks().get(task.id()) : before.status();
        Totals counted = status == null ? totals : totals.plus(status, -1);
        counted = counted.plus(task.status(), 1);
        TaskBook changed = tasks.with(task).forgetting(limits.finishedTasks());
        AgentBook loaded = before == null ? agents : agents.reloaded(before.assignedAgents(), changed);
        loaded = loaded.reloaded(task.assignedAgents(), changed);
        return at(task.version(), task.times().updatedAt(), loaded, changed, counted)
                .with(unreadable().withoutTask(task.id()));
    }

    public SwarmState with(Receipt receipt) {
        return with(aside.with(aside.receipts().with(receipt, limits.receipts())));
    }

    private SwarmState with(StoredState.Unreadable left) {
        return left.equals(unreadable()) ? this : with(aside.with(left));
    }

    private SwarmState with(StoredState.Aside other) {
        return new SwarmState(swarm, limits, cursor, timestamp, agents, tasks, totals, other);
    }

    SwarmState with(SwarmMessage message) {
        return with(aside.with(messages().with(message)));
    }

    SwarmState withoutMessage(String id) {
        return with(aside.with(messages().without(id)));
    }

    SwarmState with(SharedFile file) {
        return with(aside.with(files().with(file)));
    }

    SwarmState withoutFile(String id) {
        return with(aside.with(files().without(id)));
    }

    SwarmState with(AccessToken token) {
        return with(aside.with(tokens().with(token)));
    }

    SwarmState withoutToken(String id) {
        return with(aside.with(tokens().without(id)));
    }

    /** The state after an event that changes no agent and no task. */
    SwarmState past(Stamp stamp) {
        return at(stamp.seq(), stamp.timestamp(), agents, tasks, totals);
    }

    /** The state after its metrics were taken. */
    SwarmState pastMetrics(Stamp stamp) {
        StoredState.MetricsMark mark = new StoredState.MetricsMark(stamp.seq(), stamp.timestamp());
        return past(stamp).with(aside.with(mark));
    }

    /** This state in the log's present epoch. */
    public SwarmState inEpoch(String epoch) {
        if (epoch.equals(cursor.epoch())) {
            return this;
        }
        Cursor moved = new Cursor(epoch, cursor.seq());
        return new SwarmState(swarm, limits, moved, timestamp, agents, tasks, totals, aside);
    }

    private SwarmState at(long seq, Instant time, AgentBook newAgents, TaskBook newTasks, Totals newTotals) {
        Cursor moved = seq > cursor.seq() ? new Cursor(cursor.epoch(), seq) : cursor;
        return new SwarmState(
                swarm, limits, moved, StoredState.later(timestamp, time), newAgents, newTasks, newTotals, aside);
    }
}
