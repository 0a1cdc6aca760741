package io.swarmbot.coordinator.due;

import io.swarmbot.swarm.AgentEvent;
import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskEvent;
import io.swarmbot.swarm.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The tasks that were canceled while an agent held them, and of which this replica has not told the agent yet. Of each
 * agent it keeps the newest {@value Limits#NAMES}. It is kept in memory only: a replica that loads the swarm takes in
 * what was canceled within the last hour. An agent may be told again if it goes to another replica.
 *
 * <p>Thread-safety: synchronized; a call is short.
 */
public final class CanceledWork {

    private static final Duration LOADED = Duration.ofHours(1);

    private final Map<String, LinkedHashSet<String>> untold = new HashMap<>();
    /** What the last answer to each agent named: that answer may be asked for again. */
    private final Map<String, LinkedHashSet<String>> named = new HashMap<>();

    /** @param today the time of day */
    public CanceledWork(SwarmState loaded, Instant today) {
        restart(loaded, today);
    }

    /**
     * Begins anew with a state that was loaded.
     *
     * @param today the time of day
     */
    public synchronized void restart(SwarmState loaded, Instant today) {
        untold.clear();
        named.clear();
        Instant since = today.minus(LOADED);
        List<Task> newestFirst = new ArrayList<>();
        for (Iterator<Task> finished = loaded.newestFinishedTasks(); finished.hasNext(); ) {
            Task task = finished.next();
            Instant end = task.attempt().finishedAt();
            if (end != null && end.isBefore(since)) {
                break;
            }
            newestFirst.add(task);
        }
        for (int n = newestFirst.size() - 1; n >= 0; n--) {
            add(newestFirst.get(n), loaded);
        }
    }

    /** Takes events in; {@code next} is the state after them. */
    public synchronized void follow(List<SwarmEvent> events, SwarmState next) {
        for (SwarmEvent event : events) {
            if (event instanceof TaskEvent.TaskStatusChanged change && change.status() == TaskStatus.CANCELED) {
                next.task(change.taskId()).ifPresent(task -> add(task, next));
            } else if (event instanceof AgentEvent.AgentRemoved removed) {
                untold.remove(removed.agentId());
                named.remove(removed.agentId());
            }
        }
    }

    /** After its end a task has the agents that held it last. Agents hold the parts of a composite task, not itself. */
    private void add(Task task, SwarmState state) {
        if (task.status() != TaskStatus.CANCELED || task.isComposite()) {
            return;
        }
        for (String agent : task.assignedAgents()) {
            if (state.agent(agent).isPresent()) {
                add(untold.computeIfAbsent(agent, any -> new LinkedHashSet<>()), task.id());
            }
        }
    }

    private static void add(Set<String> tasks, String id) {
        tasks.add(id);
        if (tasks.size() > Limits.NAMES) {
            tasks.remove(tasks.iterator().next());
        }
    }

    /** The ids of which the agent is to be told, in the order in which the tasks were canceled. */
    synchronized List<String> of(String agentId, SwarmState state) {
        return stillCanceled(untold.getOrDefault(agentId, new LinkedHashSet<>()), state);
    }

    /**
     * The same, and from now on the agent was told of them.
     *
     * @param isRepeated whether the agent asks again for an answer that it may have lost: then it is told the same
     *     again
     */
    synchronized List<String> tell(String agentId, SwarmState state, boolean isRepeated) {
        if (!isRepeated) {
            named.remove(agentId);
        }
        LinkedHashSet<String> tasks = untold.remove(agentId);
        if (tasks != null) {
            LinkedHashSet<String> told = named.computeIfAbsent(agentId, any -> new LinkedHashSet<>());
            tasks.forEach(id -> add(told, id));
        }
        return stillCanceled(named.getOrDefault(agentId, new LinkedHashSet<>()), state);
    }

    private static List<String> stillCanceled(Collection<String> tasks, SwarmState state) {
        return tasks.stream()
                .filter(id -> state.task(id)
                        .filter(task -> task.status() == TaskStatus.CANCELED)
                        .isPresent())
                .toList();
    }
}
