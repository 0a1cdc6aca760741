package io.swarmbot.swarm;

import io.swarmbot.grant.AccessToken;
import io.swarmbot.grant.TokenBook;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.file.FileBook;
import io.swarmbot.swarm.file.SharedFile;
import io.swarmbot.swarm.message.MessageBook;
import io.swarmbot.swarm.message.SwarmMessage;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;

/**
 * What a store keeps of a swarm beside its log: enough to make the state without reading the log.
 *
 * @param summary null if it cannot be read: then it is made from what can
 */
public record StoredState(
        Collection<Agent> agents,
        Collection<Task> tasks,
        Collection<Receipt> receipts,
        Collection<SwarmMessage> messages,
        Collection<SharedFile> files,
        Collection<AccessToken> tokens,
        @Nullable Summary summary,
        Unreadable unreadable) {

    /**
     * The agents and tasks that are stored and cannot be read, by their ids, each with the status that it seems to
     * have. They count in no list and take part in nothing; their ids are taken.
     */
    public record Unreadable(TreePMap<String, AgentStatus> agents, TreePMap<String, TaskStatus> tasks) {

        public static final Unreadable NONE = new Unreadable(TreePMap.empty(), TreePMap.empty());

        public boolean isEmpty() {
            return agents.isEmpty() && tasks.isEmpty();
        }

        Unreadable withoutAgent(String id) {
            return agents.containsKey(id) ? new Unreadable(agents.minus(id), tasks) : this;
        }

        Unreadable withoutTask(String id) {
            return tasks.containsKey(id) ? new Unreadable(agents, tasks.minus(id)) : this;
        }
    }

    /**
     * The part of a state that does not follow from its entities.
     *
     * @param timestamp of the newest event, whose entity may be gone
     * @param hidden finished tasks up to this version are not in a snapshot
     * @param forgotten finished tasks up to this version are not remembered
     */
    public record Summary(Totals totals, Instant timestamp, long hidden, long forgotten) {

        /** The summary of a swarm in which nothing happened. */
        public static final Summary NONE = new Summary(Totals.NONE, Instant.EPOCH, 0, 0);

        FinishedTasks.Marks marks() {
            return new FinishedTasks.Marks(hidden, forgotten);
        }
    }

    /**
     * The place in the log of the newest metrics. It is never stored.
     *
     * @param seq 0 if no metrics were taken
     */
    record MetricsMark(long seq, Instant at) {}

    /** What a state holds besides agents and tasks. */
    record Aside(
            ReceiptBook receipts,
            MetricsMark metrics,
            Unreadable unreadable,
            MessageBook messages,
            FileBook files,
            TokenBook tokens) {

        Aside with(ReceiptBook changed) {
            return new Aside(changed, metrics, unreadable, messages, files, tokens);
        }

        Aside with(MetricsMark changed) {
            return new Aside(receipts, changed, unreadable, messages, files, tokens);
        }

        Aside with(Unreadable changed) {
            return new Aside(receipts, metrics, changed, messages, files, tokens);
        }

        Aside with(MessageBook changed) {
            return new Aside(receipts, metrics, unreadable, changed, files, tokens);
        }

        Aside with(FileBook changed) {
            return new Aside(receipts, metrics, unreadable, messages, changed, tokens);
        }

        Aside with(TokenBook changed) {
            return new Aside(receipts, metrics, unreadable, messages, files, changed);
        }
    }

    /** The state that these entities make up at the given cursor. */
    public SwarmState at(String swarm, SwarmLimits limits, Cursor cursor) {
        Summary known = summary == null ? new Summary(Totals.NONE, Instant.EPOCH, 0, 0) : summary;
        TaskBook taskBook = TaskBook.of(tasks, limits, known.marks());
        Instant newest = newestChange(known.timestamp());
        return new SwarmState(
                swarm,
                limits,
                cursor,
                newest,
                AgentBook.of(agents, taskBook),
                taskBook,
                totals(),
                new Aside(
                        ReceiptBook.of(receipts, limits.receipts()),
                        new MetricsMark(0, newest),
                        unreadable,
                        MessageBook.of(messages),
                        FileBook.of(files),
                        TokenBook.of(tokens)));
    }

    /**
     * Agents are counted as they are, so that one that cannot be read is in no total and its removal changes none.
     * Tasks that are forgotten are only in the stored totals; if these cannot be read, the count begins with what is
     * there.
     */
    private Totals totals() {
        if (summary != null && unreadable.agents().isEmpty()) {
            return summary.totals();
        }
        Totals counted = summary == null
                ? Totals.NONE
                : new Totals(Totals.NONE.agents(), summary.totals().tasks());
        for (Agent agent : agents) {
            counted = counted.plus(agent.status(), 1);
        }
        if (summary == null) {
            for (Task task : tasks) {
                counted = counted.plus(task.status(), 1);
            }
            for (TaskStatus status : unreadable.tasks().values()) {
                counted = counted.plus(status, 1);
            }
        }
        return counted;
    }

    private Instant newestChange(Instant known) {
        Instant newest = known;
        for (Task task : tasks) {
            newest = later(newest, task.times().updatedAt());
        }
        for (Agent agent : agents) {
            newest = later(newest, agent.updatedAt());
        }
        return newest;
    }

    static Instant later(Instant one, Instant other) {
        return other.isAfter(one) ? other : one;
    }
}
