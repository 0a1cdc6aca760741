package io.swarmbot.swarm;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What follows from what a command did: what depends on a task that ended badly is canceled, a composite task goes with its
 * parts, and ready tasks are pushed to the agents that have room. It is part of the command's own decision, so nobody ever
 * sees the one without the other, but for {@value #MAX_EVENTS} events at the most: what is left over is
 * {@link #isUnfinished unfinished}, and taken up by the next {@link SweepTasks}.
 */
final class Settlement {

    /** What one command may cause, so that it fits into one append. */
    static final int MAX_EVENTS = 300;

    private final Draft draft;
    private final Set<String> roomy = new LinkedHashSet<>();
    private final Set<String> ready = new LinkedHashSet<>();
    private int looked;

    private Settlement(Draft draft) {
        this.draft = draft;
    }

    /** Whether there is something left over that no command has to ask for. */
    static boolean isUnfinished(SwarmState state) {
        return !state.brokenTasks().isEmpty()
                || state.isAnybodyOpen()
                        && state.headsOfLines().stream()
                                .anyMatch(head -> state.openAgentFor(head).isPresent());
    }

    static void settle(Draft draft) {
        if (!isPossible(draft)) {
            return;
        }
        Settlement settlement = new Settlement(draft);
        settlement.followUp();
        settlement.cancelDependents();
        settlement.push();
    }

    /** Most commands change an agent only, and most agents ask for their tasks. */
    private static boolean isPossible(Draft draft) {
        if (draft.state().isAnybodyOpen() || !draft.state().brokenTasks().isEmpty()) {
            return true;
        }
        for (SwarmEvent event : draft.events()) {
            if (event.taskId() != null) {
                return true;
            }
        }
        return false;
    }

    /** The same, of all that is ready and not only of what the command changed. */
    static void settleAll(Draft draft) {
        Settlement settlement = new Settlement(draft);
        settlement.followUp();
        settlement.cancelDependents();
        settlement.pushFromEachLine();
    }

    private boolean isFull() {
        return draft.events().size() >= MAX_EVENTS;
    }

    /** Looks at each event once, those that it causes itself as well. */
    private void followUp() {
        for (; looked < draft.events().size(); looked++) {
            SwarmEvent event = draft.events().get(looked);
            if (!event.type().isOfEntity()) {
                continue;
            }
            String taskId = event.taskId();
            if (taskId != null) {
                Task task = draft.state().requireTask(taskId);
                moveWhole(event, task);
                endParts(task);
                notice(task);
                task.assignedAgents().forEach(roomy::add);
            }
            if (event.agentId() != null) {
                roomy.add(event.agentId());
            }
        }
    }

    private void notice(Task task) {
        if (task.status() == TaskStatus.PENDING) {
            ready.add(task.id());
        } else if (task.status() == TaskStatus.COMPLETED) {
            draft.state().dependentsOf(task.id()).forEach(dependent -> ready.add(dependent.id()));
        }
    }

    // --- Composite tasks ---

    /** A composite task does what its parts do. */
    private void moveWhole(SwarmEvent event, Task part) {
        if (part.partOf() == null || event instanceof SwarmEvent.TaskProgressed || event instanceof SwarmEvent.Alert) {
            return;
        }
        Task whole = draft.state().task(part.partOf()).orElse(null);
        if (whole == null || whole.status().isFinished()) {
            return;
        }
        switch (part.status()) {
            case ASSIGNED -> assignWhole(whole);
            case RUNNING -> startWhole(whole);
            case COMPLETED -> completeWhole(whole);
            case FAILED ->
                draft.emit(TaskMove.of(whole, TaskStatus.FAILED)
                        .error(Faults.partFailed(part.id()))
                        .at(draft.next()));
            case CANCELED -> draft.emit(TaskMove.of(whole, TaskStatus.CANCELED).at(draft.next()));
            default -> {}
        }
    }

    private void assignWhole(Task whole) {
        if (whole.status() == TaskStatus.PENDING) {
            draft.emit(TaskMove.of(whole, TaskStatus.ASSIGNED)
                    .agents(workers(whole))
                    .at(draft.next()));
        }
    }

    private void startWhole(Task whole) {
        if (whole.status() == TaskStatus.PENDING) {
            assignWhole(whole);
        }
        Task assigned = draft.state().requireTask(whole.id());
        if (assigned.status() == TaskStatus.ASSIGNED) {
            draft.emit(TaskMove.of(assigned, TaskStatus.RUNNING)
                    .agents(workers(whole))
                    .started(draft.now())
                    .at(draft.next()));
        }
    }

    private void completeWhole(Task whole) {
        startWhole(whole);
        Task running = draft.state().requireTask(whole.id());
        List<Task> parts = draft.state().partsOf(whole);
        long done = parts.stream()
                .filter(part -> part.status() == TaskStatus.COMPLETED)
                .count();
        if (done == whole.spec().parts()) {
            draft.emit(TaskMove.of(running, TaskStatus.COMPLETED)
                    .agents(workers(whole))
                    .progress(100)
                    .result(results(parts))
                    .at(draft.next()));
        } else {
            draft.emit(new SwarmEvent.TaskProgressed(
                    draft.next(),
                    whole.id(),
                    null,
                    running.attempt(),
                    (int) (done * 100 / whole.spec().parts()),
                    done + " of " + whole.spec().parts() + " parts"));
        }
    }

    /** The results of all parts, in their order, where they are small enough to be one. */
    private static @Nullable Json results(List<Task> parts) {
        StringBuilder results = new StringBuilder("[");
        for (Task part : parts) {
            results.append(results.length() == 1 ? "" : ",")
                    .append(part.result() == null ? "null" : part.result().text());
        }
        Json all = new Json(results.append(']').toString());
        return all.size() <= Limits.CONTENT ? all : null;
    }

    /** Where a composite task is at its end, so are its parts. */
    private void endParts(Task whole) {
        if (!whole.isComposite() || !whole.status().isFinished()) {
            return;
        }
        for (Task part : draft.state().partsOf(whole)) {
            if (!part.status().isFinished()) {
                draft.emit(TaskMove.of(part, TaskStatus.CANCELED).at(draft.next()));
                draft.release(part, Draft.Credit.NONE);
            }
        }
    }

    private List<String> workers(Task whole) {
        Set<String> workers = new LinkedHashSet<>();
        draft.state().partsOf(whole).forEach(part -> workers.addAll(part.assignedAgents()));
        return List.copyOf(workers);
    }

    // --- Dependencies ---

    private void cancelDependents() {
        while (!isFull() && !draft.state().brokenTasks().isEmpty()) {
            Task broken = draft.state()
                    .requireTask(draft.state().brokenTasks().iterator().next());
            draft.because("dependency " + broken.id() + " was "
                    + (broken.status() == TaskStatus.FAILED ? "not completed: it failed" : "canceled"));
            for (Task dependent : draft.state().dependentsOf(broken.id())) {
                if (isFull()) {
                    break;
                }
                // A part goes with its whole.
                if (!draft.state().requireTask(dependent.id()).status().isFinished()) {
                    draft.emit(TaskMove.of(dependent, TaskStatus.CANCELED).at(draft.next()));
                    followUp();
                }
            }
        }
        draft.because(draft.intervention().reason());
    }

    // --- Pushing ---

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
            for (Task head : draft.state().headsOfLines()) {
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
        draft.push(task, draft.state().requireAgent(agentId));
        followUp();
    }
}
