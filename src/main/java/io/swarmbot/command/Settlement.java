package io.swarmbot.command;

import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The consequences of a command: tasks whose dependency ended badly are canceled, a composite task moves with its
 * parts, and ready tasks are pushed to the agents that have room. The consequences are part of the command's own
 * decision, so nobody ever sees the one without the others.
 *
 * <p>A command makes at most about {@value #MAX_EVENTS} events, so that they fit into one append. Messages that end
 * with a task or an agent come on top, at most 100 for each. What is left over is {@link #isUnfinished unfinished}, and
 * the next {@link SweepTasks} goes on with it.
 */
public final class Settlement {

    static final int MAX_EVENTS = 300;

    private final Draft draft;
    /** The agents that may have room since the command. */
    private final Set<String> roomy = new LinkedHashSet<>();
    /** The tasks that may be ready since the command. */
    private final Set<String> ready = new LinkedHashSet<>();
    /** How many of the draft's events have been looked at. */
    private int looked;

    private Settlement(Draft draft) {
        this.draft = draft;
    }

    /** Whether consequences are left over that no command will cause. */
    public static boolean isUnfinished(SwarmState state) {
        return !state.tasks().broken().isEmpty()
                || state.isAnybodyOpen()
                        && state.tasks().headsOfLines().stream()
                                .anyMatch(head -> state.openAgentFor(head).isPresent());
    }

    /** Settles what the command of this draft changed. */
    static void settle(Draft draft) {
        if (!isPossible(draft)) {
            return;
        }
        Settlement settlement = new Settlement(draft);
        settlement.followEvents();
        settlement.cancelDependents();
        settlement.push();
    }

    /** Settles every ready task, not only those that the command changed. */
    static void settleAll(Draft draft) {
        Settlement settlement = new Settlement(draft);
        settlement.followEvents();
        settlement.cancelDependents();
        settlement.pushFromEachLine();
    }

    /** A quick check: most commands change only an agent that asks for its tasks, and have no consequences. */
    private static boolean isPossible(Draft draft) {
        if (draft.state().isAnybodyOpen() || !draft.state().tasks().broken().isEmpty()) {
            return true;
        }
        for (SwarmEvent event : draft.events()) {
            if (event.taskId() != null) {
                return true;
            }
        }
        return false;
    }

    private boolean isFull() {
        return draft.events().size() >= MAX_EVENTS;
    }

    /** Looks at each event once, including those that are caused here. */
    private void followEvents() {
        for (; looked < draft.events().size(); looked++) {
            SwarmEvent event = draft.events().get(looked);
            if (!event.type().isOfEntity()) {
                continue;
            }
            String taskId = event.taskId();
            if (taskId != null) {
                Task task = draft.state().requireTask(taskId);
                CompositeTasks.moveWhole(draft, event, task);
                CompositeTasks.endParts(draft, task);
                noteReady(task);
                roomy.addAll(task.assignedAgents());
            }
            if (event.agentId() != null) {
                roomy.add(event.agentId());
            }
        }
    }

    private void noteReady(Task task) {
        if (task.status() == TaskStatus.PENDING) {
            ready.add(task.id());
        } else if (task.status() == TaskStatus.COMPLETED) {
            draft.state().dependentsOf(task.id()).forEach(dependent -> ready.add(dependent.id()));
        }
    }

    private void cancelDependents() {
        while (!isFull() && !draft.state().tasks().broken().isEmpty()) {
            Task broken = draft.state()
                    .requireTask(draft.state().tasks().broken().iterator().next());
            draft.because("dependency " + broken.id() + " was "
                    + (broken.status() == TaskStatus.FAILED ? "not completed: it failed" : "canceled"));
            for (Task dependent : draft.state().dependentsOf(broken.id())) {
                if (isFull()) {
                    break;
                }
                // A part may have been canceled with its composite task.
                if (!draft.state().requireTask(dependent.id()).status().isFinished()) {
                    draft.emit(TaskMove.of(dependent, TaskStatus.CANCELED).at(draft.next()));
                    followEvents();
                }
            }
        }
        draft.because(draft.intervention().reason());
    }

    private void push() {
        for (String id : List.copyOf(ready)) {
            if (isFull()) {
                return;
            }
            Task task = draft.state().task(id).filter(draft.state()::isReady).orElse(null);
            if (task != null) {
                draft.state().openAgentFor(task).ifPresent(agent -> push(task, agent));
            }
        }
        for (String agentId : List.copyOf(roomy)) {
            while (!isFull() && draft.state().isOpen(agentId)) {
                Task task = draft.state()
                        .nextFor(draft.state().requireAgent(agentId))
                        .orElse(null);
                if (task == null) {
                    break;
                }
                push(task, agentId);
            }
        }
    }

    private void pushFromEachLine() {
        boolean isPushed;
        do {
            isPushed = false;
            for (Task head : draft.state().tasks().headsOfLines()) {
                String agentId =
                        isFull() ? null : draft.state().openAgentFor(head).orElse(null);
                if (agentId != null) {
                    push(head, agentId);
                    isPushed = true;
                }
            }
        } while (isPushed);
    }

    private void push(Task task, String agentId) {
        AgentWork.push(draft, task, draft.state().requireAgent(agentId));
        followEvents();
    }
}
