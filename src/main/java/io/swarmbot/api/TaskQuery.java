package io.swarmbot.api;

import io.swarmbot.push.StreamRequest;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.swarm.query.TaskFilter;
import io.swarmbot.swarm.view.PendingTasks;
import io.swarmbot.swarm.view.WhyPending;
import io.swarmbot.wire.Document;
import io.swarmbot.wire.Documents;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks a client wants to see.
 *
 * @param filter what the tasks are like besides
 * @param after the id with which the previous page ended; empty for the first page
 * @param size tasks of one page
 * @param isWhyAsked whether the page says why its tasks wait
 */
record TaskQuery(Set<TaskStatus> statuses, TaskFilter filter, String after, int size, boolean isWhyAsked) {

    private static final int USUAL_SIZE = 100;
    private static final int LARGEST_SIZE = 1_000;
    /** Tasks that all require something else cost a look at the agents each. */
    private static final int LARGEST_SIZE_WITH_WHY = 100;
    /** A page ends after a look at so many tasks, however few of them it shows. */
    private static final int MOST_LOOKED_AT = 100_000;

    /**
     * Reads the query parameters, each of which may be missing.
     *
     * @throws Rejection if one of them has no usable value
     */
    static TaskQuery of(
            @Nullable String status,
            @Nullable String q,
            @Nullable String page,
            @Nullable String limit,
            @Nullable String why) {
        Set<TaskStatus> statuses = statuses(status);
        boolean isWhyAsked = StreamRequest.flag("why", why);
        int size = Parameters.integer("limit", limit, 1, isWhyAsked ? LARGEST_SIZE_WITH_WHY : LARGEST_SIZE, USUAL_SIZE);
        return new TaskQuery(
                statuses, filter(q), page == null ? "" : Identifiers.require("page", page), size, isWhyAsked);
    }

    private static TaskFilter filter(@Nullable String q) {
        if (q == null) {
            return TaskFilter.ALL;
        }
        if (q.isBlank()) {
            throw new Rejection(ErrorCode.BAD_PARAMETER, "q is a query such as status:failed, or is not there");
        }
        return TaskFilter.parse(q);
    }

    private static Set<TaskStatus> statuses(@Nullable String text) {
        if (text == null) {
            return EnumSet.allOf(TaskStatus.class);
        }
        Set<TaskStatus> statuses = EnumSet.noneOf(TaskStatus.class);
        for (String name : text.split(",", -1)) {
            statuses.add(TaskStatus.ofWireName(name)
                    .orElseThrow(() -> new Rejection(
                            ErrorCode.BAD_PARAMETER, "status is a list of task statuses, separated by commas")));
        }
        return statuses;
    }

    /** The page that the state has at that time. */
    Document<Integer> pageOf(SwarmState state, Instant now) {
        List<Task> found = new ArrayList<>();
        String next = null;
        String last = after;
        int looked = 0;
        for (Task task : state.tasksAfter(after)) {
            if (looked++ == MOST_LOOKED_AT) {
                next = last;
                break;
            }
            if (statuses.contains(task.status()) && filter.matches(task, now)) {
                if (found.size() == size) {
                    next = found.get(size - 1).id();
                    break;
                }
                found.add(task);
            }
            last = task.id();
        }
        return Documents.tasks(state, found, isWhyAsked ? whys(state, found, now) : null, next);
    }

    private static List<WhyPending> whys(SwarmState state, List<Task> tasks, Instant now) {
        PendingTasks pending = new PendingTasks(state, now);
        return tasks.stream().map(pending::of).toList();
    }
}
