package io.swarmbot.swarm.view;

import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.swarm.view.WhyPending.Kind;
import io.swarmbot.swarm.view.WhyPending.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says of the tasks of one state why they wait. It looks at each agent once, and keeps what it found out about tasks
 * with the same requirements, so that a page of tasks costs little more than one of them.
 *
 * <p>Thread-safety: none; for one question of one thread.
 */
public final class PendingTasks {

    /** How many of the newest finished tasks are looked at for the pace. */
    private static final int LOOKED_AT = 1_000;
    /** The pace is measured over so many tasks that ended, the newest. */
    private static final int MOST_ENDS = 100;
    /** Fewer ends than these are no pace. */
    private static final int LEAST_ENDS = 10;

    private final SwarmState state;
    private final Instant now;
    private final Workforce workforce;
    private final List<Task> ended;
    /** The agents that have all of these requirements. */
    private final Map<List<String>, Workforce.Count> able = new HashMap<>();

    private final Map<List<String>, Optional<Duration>> paces = new HashMap<>();

    public PendingTasks(SwarmState state, Instant now) {
        this.state = state;
        this.now = now;
        this.workforce = Workforce.of(state);
        this.ended = endedLately(state);
    }

    /** @param task of this state */
    public WhyPending of(Task task) {
        if (task.status() != TaskStatus.PENDING) {
            return new WhyPending(task.status(), List.of(), null, null);
        }
        List<Reason> reasons = new ArrayList<>();
        Instant notBefore = task.attempt().notBefore();
        List<String> missing = task.dependencies().stream()
                .filter(id -> !state.isCompleted(id))
                .toList();
        if (!missing.isEmpty()) {
            reasons.add(Reason.of(Kind.DEPENDENCIES, missing));
        }
        if (notBefore != null) {
            reasons.add(Reason.of(notBefore));
        }
        if (task.isComposite()) {
            reasons.add(Reason.of(Kind.IN_PARTS, waitingPartsOf(task)));
            return new WhyPending(task.status(), reasons, null, null);
        }
        Workforce.Count agents = able.computeIfAbsent(task.requirements(), workforce::having);
        Reason obstacle = obstacle(agents, task.requirements());
        if (obstacle != null) {
            reasons.add(obstacle);
        }
        if (!state.isReady(task)) {
            return new WhyPending(task.status(), reasons, null, null);
        }
        if (obstacle == null && state.openAgentFor(task).isEmpty()) {
            // A claim that waits would have been given the task at once.
            reasons.add(Reason.of(Kind.NOBODY_ASKS, agents.free()));
        }
        int place = state.placeInLine(task);
        return new WhyPending(task.status(), reasons, place, estimateMillis(task, place, obstacle));
    }

    private List<String> waitingPartsOf(Task whole) {
        return state.tasks().partsOf(whole).stream()
                .filter(part -> part.status() == TaskStatus.PENDING)
                .map(Task::id)
                .toList();
    }

    /** What keeps agents from tasks with these requirements; null if some agent may take them. */
    private @Nullable Reason obstacle(Workforce.Count agents, List<String> requirements) {
        if (agents.live() == 0) {
            List<String> missing = workforce.missing(requirements);
            return Reason.of(Kind.NO_CAPABILITY, missing.isEmpty() ? requirements : missing);
        }
        if (agents.active() == 0) {
            return Reason.of(Kind.ALL_PAUSED, agents.live());
        }
        return agents.free() == 0 ? Reason.of(Kind.ALL_BUSY, agents.active()) : null;
    }

    private @Nullable Long estimateMillis(Task task, int place, @Nullable Reason obstacle) {
        if (obstacle != null && obstacle.kind() != Kind.ALL_BUSY) {
            return null;
        }
        return paces.computeIfAbsent(task.requirements(), this::pace)
                .map(each -> each.toMillis() * place)
                .orElse(null);
    }

    /**
     * The mean time between the ends of tasks like these: of those that an agent with exactly these capabilities could
     * do. It lasts until now, so it grows while no task ends. Empty if too few ended.
     */
    private Optional<Duration> pace(List<String> requirements) {
        Set<String> capabilities = new HashSet<>(requirements);
        Instant first = now;
        int ends = 0;
        for (Task task : ended) {
            Instant end = task.attempt().finishedAt();
            if (end != null && capabilities.containsAll(task.requirements())) {
                first = end.isBefore(first) ? end : first;
                ends++;
                if (ends == MOST_ENDS) {
                    break;
                }
            }
        }
        return ends < LEAST_ENDS
                ? Optional.empty()
                : Optional.of(Duration.between(first, now).dividedBy(ends - 1L));
    }

    /** The newest finished tasks with which an agent was done. */
    private static List<Task> endedLately(SwarmState state) {
        List<Task> ended = new ArrayList<>();
        Iterator<Task> finished = state.newestFinishedTasks();
        for (int looked = 0; looked < LOOKED_AT && finished.hasNext(); looked++) {
            Task task = finished.next();
            if (task.status() != TaskStatus.CANCELED
                    && !task.isComposite()
                    && !task.assignedAgents().isEmpty()) {
                ended.add(task);
            }
        }
        return ended;
    }
}
