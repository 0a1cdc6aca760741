package io.swarmbot.swarm;

import io.swarmbot.store.Cursor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A swarm as it is at one cursor: the fold of its log up to there, and of nothing else.
 *
 * <p>Thread-safety: immutable. A change makes a new state that shares what stayed the same, so trying a command and
 * dropping the result costs nothing.
 */
public final class SwarmState {

    /** How many finished tasks a snapshot shows, the newest. */
    public static final int SNAPSHOT_FINISHED = 1_000;

    private final String swarm;
    private final SwarmLimits limits;
    private final Cursor cursor;
    private final Instant timestamp;
    private final AgentBook agents;
    private final TaskBook tasks;
    private final ReceiptBook receipts;
    private final Totals totals;
    /** Where the newest metrics were taken; never stored. */
    private final long metricsSeq;

    private final Instant metricsAt;

    private SwarmState(
            String swarm,
            SwarmLimits limits,
            Cursor cursor,
            Instant timestamp,
            AgentBook agents,
            TaskBook tasks,
            ReceiptBook receipts,
            Totals totals,
            long metricsSeq,
            Instant metricsAt) {
        this.swarm = swarm;
        this.limits = limits;
        this.cursor = cursor;
        this.timestamp = timestamp;
        this.agents = agents;
        this.tasks = tasks;
        this.receipts = receipts;
        this.totals = totals;
        this.metricsSeq = metricsSeq;
        this.metricsAt = metricsAt;
    }

    /** A swarm without agents and tasks at the given cursor. */
    public static SwarmState empty(String swarm, SwarmLimits limits, Cursor cursor) {
        return new SwarmState(
                swarm,
                limits,
                cursor,
                Instant.EPOCH,
                AgentBook.empty(),
                TaskBook.empty(limits.rules(), TaskBook.Marks.NONE),
                ReceiptBook.empty(),
                Totals.NONE,
                0,
                Instant.EPOCH);
    }

    /**
     * What of a state does not follow from its entities.
     *
     * @param timestamp when the newest event happened: its entity may be gone
     * @param hidden finished tasks up to this version are not in a snapshot
     * @param forgotten those up to this version are not remembered
     */
    public record Summary(Totals totals, Instant timestamp, long hidden, long forgotten) {

        /** Of a swarm in which nothing happened. Its time is one before all others. */
        public static Summary none() {
            return new Summary(Totals.NONE, Instant.EPOCH, 0, 0);
        }
    }

    public Summary summary() {
        return new Summary(
                totals, timestamp, tasks.marks().hidden(), tasks.marks().forgotten());
    }

    /**
     * The state that these entities make up at the given cursor.
     *
     */
    public static SwarmState of(
            String swarm,
            SwarmLimits limits,
            Cursor cursor,
            Collection<Agent> agents,
            Collection<Task> tasks,
            Collection<Receipt> receipts,
            Summary summary) {
        Instant newest = summary.timestamp();
        List<Task> byVersion = new ArrayList<>(tasks);
        byVersion.sort(Comparator.comparingLong(Task::version));
        TaskBook taskBook = TaskBook.empty(limits.rules(), new TaskBook.Marks(summary.hidden(), summary.forgotten()));
        for (Task task : byVersion) {
            taskBook = taskBook.with(task);
            newest = later(newest, task.updatedAt());
        }
        taskBook = taskBook.forgetting(limits.finishedTasks());
        AgentBook agentBook = AgentBook.empty();
        for (Agent agent : agents) {
            agentBook = agentBook.with(agent, taskBook.heldCount(agent.id()));
            newest = later(newest, agent.updatedAt());
        }
        List<Receipt> bySeq = new ArrayList<>(receipts);
        bySeq.sort(Comparator.comparingLong(receipt -> receipt.cursor().seq()));
        ReceiptBook receiptBook = ReceiptBook.empty();
        for (Receipt receipt : bySeq) {
            receiptBook = receiptBook.with(receipt, limits.receipts());
        }
        return new SwarmState(
                swarm, limits, cursor, newest, agentBook, taskBook, receiptBook, summary.totals(), 0, newest);
    }

    public String swarm() {
        return swarm;
    }

    public SwarmLimits limits() {
        return limits;
    }

    TaskRules rules() {
        return limits.rules();
    }

    /** Where in the log this state is. */
    public Cursor cursor() {
        return cursor;
    }

    /** When the newest event happened. */
    public Instant timestamp() {
        return timestamp;
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

    /** In order of their ids. */
    public Collection<Agent> agents() {
        return agents.all();
    }

    public int openTasks() {
        return tasks.open();
    }

    /** The agents behind that id, in order of their ids. */
    public Collection<Agent> agentsAfter(String id) {
        return agents.after(id);
    }

    /** The tasks behind that id that are remembered, in order of their ids. */
    public Collection<Task> tasksAfter(String id) {
        return tasks.after(id);
    }

    /** The tasks behind that id that a snapshot shows, in order of their ids: the open ones and the newest finished ones. */
    public Iterable<Task> snapshotTasksAfter(String id) {
        return () -> tasks.after(id).stream().filter(tasks::isShown).iterator();
    }

    /** The finished tasks that are remembered, the newest first. */
    public Iterator<Task> newestFinishedTasks() {
        return tasks.newestFinished();
    }

    /** The tasks that the agent holds, the one that changed last at the end: the same order for all who know the log. */
    public List<Task> heldBy(String agentId) {
        return tasks.heldBy(agentId);
    }

    /** How many tasks the agent holds. */
    public int load(String agentId) {
        return tasks.heldCount(agentId);
    }

    /** All tasks that agents hold. */
    Iterator<Task> heldTasks() {
        return tasks.held();
    }

    /** The pending task whose turn it is among those that this agent can do. */
    public Optional<Task> nextFor(Agent agent) {
        return tasks.nextFor(agent.capabilities());
    }

    /** Whether the task waits for nothing but an agent. */
    boolean isReady(Task task) {
        return tasks.isReady(task);
    }

    /** The parts of a composite task that are remembered, in order; none of any other. */
    List<Task> partsOf(Task whole) {
        List<Task> parts = new ArrayList<>();
        for (int number = 1; number <= whole.spec().parts(); number++) {
            task(whole.partId(number)).ifPresent(parts::add);
        }
        return parts;
    }

    /** The open tasks that depend on that one. */
    List<Task> dependentsOf(String taskId) {
        return tasks.dependentsOf(taskId);
    }

    /** The agent to push that task to. */
    Optional<String> openAgentFor(Task task) {
        return agents.isAnybodyOpen() ? agents.openFor(task.requirements()) : Optional.empty();
    }

    /** Whether the agent has room for a pushed task. */
    boolean isOpen(String agentId) {
        return agents.isOpen(agentId);
    }

    /** Whether any agent has room for a pushed task. */
    boolean isAnybodyOpen() {
        return agents.isAnybodyOpen();
    }

    /** The first task of each line of those that require the same. */
    List<Task> headsOfLines() {
        return tasks.headsOfLines();
    }

    /** Tasks that ended badly and have open ones that depend on them. */
    Collection<String> brokenTasks() {
        return tasks.broken();
    }

    /** Whether the clock has something to say about a task. */
    boolean isDue(Instant now) {
        return tasks.isDue(now.toEpochMilli());
    }

    /** The tasks that the clock has something to say about, the oldest first. */
    Iterator<Task> dueTasks(Instant now) {
        return tasks.due(now.toEpochMilli());
    }

    /** The finished tasks that an earlier state remembers and this one no longer does. */
    List<String> forgottenSince(SwarmState earlier) {
        return tasks.forgottenSince(earlier.tasks);
    }

    /** The receipt of the command that bore that key, where it is still remembered. */
    Optional<Receipt> receipt(String key, Instant now) {
        return Optional.ofNullable(receipts.get(key))
                .filter(receipt ->
                        !receipt.at().isBefore(now.minus(limits.receipts().keep())));
    }

    void eachReceiptSince(SwarmState earlier, List<Receipt> added, List<String> forgotten) {
        receipts.eachSince(earlier.receipts, added, forgotten);
    }

    /** Where the newest metrics were taken; 0 where none were. */
    long metricsSeq() {
        return metricsSeq;
    }

    Instant metricsAt() {
        return metricsAt;
    }

    Agent requireAgent(String id) {
        Agent agent = agents.get(id);
        if (agent == null) {
            throw new IllegalStateException("the log speaks of agent " + id + ", which is not there");
        }
        return agent;
    }

    Task requireTask(String id) {
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
        Agent agent = requireAgent(id);
        return at(stamp.seq(), stamp.timestamp(), agents.without(agent), tasks, totals.plus(agent.status(), -1));
    }

    SwarmState with(Task task) {
        Task before = tasks.get(task.id());
        Totals counted = before == null ? totals : totals.plus(before.status(), -1);
        counted = counted.plus(task.status(), 1);
        TaskBook changed = tasks.with(task).forgetting(limits.finishedTasks());
        AgentBook loaded = agents;
        if (before != null) {
            loaded = reloaded(loaded, changed, before.assignedAgents());
        }
        loaded = reloaded(loaded, changed, task.assignedAgents());
        return at(task.version(), task.updatedAt(), loaded, changed, counted);
    }

    /** The book with what these agents hold by now. */
    private static AgentBook reloaded(AgentBook agents, TaskBook tasks, List<String> holders) {
        AgentBook loaded = agents;
        for (String id : holders) {
            Agent agent = loaded.get(id);
            if (agent != null && agent.assignment() == Assignment.PUSH) {
                loaded = loaded.with(agent, tasks.heldCount(id));
            }
        }
        return loaded;
    }

    SwarmState with(Receipt receipt) {
        return new SwarmState(
                swarm,
                limits,
                cursor,
                timestamp,
                agents,
                tasks,
                receipts.with(receipt, limits.receipts()),
                totals,
                metricsSeq,
                metricsAt);
    }

    /** The same behind an event that changes no entity. */
    SwarmState past(Stamp stamp) {
        return at(stamp.seq(), stamp.timestamp(), agents, tasks, totals);
    }

    SwarmState pastMetrics(Stamp stamp) {
        SwarmState past = past(stamp);
        return new SwarmState(
                swarm,
                limits,
                past.cursor,
                past.timestamp,
                agents,
                tasks,
                receipts,
                totals,
                stamp.seq(),
                stamp.timestamp());
    }

    /** The same, in the log's present epoch. */
    SwarmState inEpoch(String epoch) {
        return epoch.equals(cursor.epoch())
                ? this
                : new SwarmState(
                        swarm,
                        limits,
                        new Cursor(epoch, cursor.seq()),
                        timestamp,
                        agents,
                        tasks,
                        receipts,
                        totals,
                        metricsSeq,
                        metricsAt);
    }

    private SwarmState at(long seq, Instant time, AgentBook newAgents, TaskBook newTasks, Totals newTotals) {
        return new SwarmState(
                swarm,
                limits,
                seq > cursor.seq() ? new Cursor(cursor.epoch(), seq) : cursor,
                later(timestamp, time),
                newAgents,
                newTasks,
                receipts,
                newTotals,
                metricsSeq,
                metricsAt);
    }

    private static Instant later(Instant one, Instant other) {
        return other.isAfter(one) ? other : one;
    }
}
