package io.swarmbot.swarm.view;

import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.text.WireNames;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a task waits, and for how long it may.
 *
 * @param status of the task. If it is not {@link TaskStatus#PENDING}, the task does not wait, and the rest is empty
 * @param reasons none if the task is about to be pushed to an agent
 * @param place in the line of the ready tasks that an agent with exactly the required capabilities could do, from 1;
 *     null if the task is not ready
 * @param estimateMillis after how many milliseconds an agent may get the task, if agents go on at the pace of late;
 *     null if that is not known
 */
public record WhyPending(
        TaskStatus status,
        List<Reason> reasons,
        @Nullable Integer place,
        @Nullable Long estimateMillis) {

    /** What keeps a task from being given to an agent. */
    public enum Kind {
        /** No live agent has all that the task requires. */
        NO_CAPABILITY,
        /** Each agent that could do it holds as many tasks as it may. */
        ALL_BUSY,
        /** Each live agent that could do it is paused or draining. */
        ALL_PAUSED,
        /** It depends on tasks that are not completed. */
        DEPENDENCIES,
        /** It is kept back after a failed attempt. */
        NOT_BEFORE,
        /** It is done in parts, which are tasks of their own: it begins with the first of them. */
        IN_PARTS,
        /** Agents may take it, and none of them asks for a task at the moment. */
        NOBODY_ASKS;

        private final String wireName = WireNames.of(this);

        public String wireName() {
            return wireName;
        }
    }

    /**
     * One reason. It has the one detail that belongs to its kind.
     *
     * @param agents of {@link Kind#ALL_BUSY}, {@link Kind#ALL_PAUSED} and {@link Kind#NOBODY_ASKS}: how many agents
     *     that are
     * @param names of {@link Kind#NO_CAPABILITY}: the required capabilities that no live agent has, or all that are
     *     required if no agent has them together; of {@link Kind#DEPENDENCIES}: the tasks that are not completed; of
     *     {@link Kind#IN_PARTS}: the parts that wait
     * @param until of {@link Kind#NOT_BEFORE}: when the task is ready again
     */
    public record Reason(
            Kind kind,
            @Nullable Integer agents,
            @Nullable List<String> names,
            @Nullable Instant until) {

        static Reason of(Kind kind, int agents) {
            return new Reason(kind, agents, null, null);
        }

        static Reason of(Kind kind, List<String> names) {
            return new Reason(kind, null, List.copyOf(names), null);
        }

        static Reason of(Instant until) {
            return new Reason(Kind.NOT_BEFORE, null, null, until);
        }
    }

    public WhyPending {
        reasons = List.copyOf(reasons);
    }
}
