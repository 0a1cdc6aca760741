package io.swarmbot.command;

import io.swarmbot.command.attempt.AttemptErrors;
import io.swarmbot.swarm.EventType;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskEvent;
import io.swarmbot.swarm.TaskStatus;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps composite tasks and their parts together: the whole moves with its parts, and its end ends them. */
final class CompositeTasks {

    private CompositeTasks() {}

    /** Moves the composite task of a part after an event of that part, if the part has one that is open. */
    static void moveWhole(Draft draft, SwarmEvent event, Task part) {
        if (part.partOf() == null || event.type() == EventType.TASK_PROGRESS || event.type() == EventType.ALERT) {
            return;
        }
        Task whole = draft.state().task(part.partOf()).orElse(null);
        if (whole == null || whole.status().isFinished()) {
            return;
        }
        switch (part.status()) {
            case ASSIGNED -> assign(draft, whole);
            case RUNNING -> start(draft, whole);
            case COMPLETED -> complete(draft, whole);
            case FAILED ->
                draft.emit(TaskMove.of(whole, TaskStatus.FAILED)
                        .error(AttemptErrors.partFailed(part.id()))
                        .at(draft.next()));
            case CANCELED -> draft.emit(TaskMove.of(whole, TaskStatus.CANCELED).at(draft.next()));
            case PENDING, INPUT_REQUIRED -> {
                // The whole stays as it is.
            }
        }
    }

    private static void assign(Draft draft, Task whole) {
        if (whole.status() == TaskStatus.PENDING) {
            draft.emit(TaskMove.of(whole, TaskStatus.ASSIGNED)
                    .agents(workers(draft, whole))
                    .at(draft.next()));
        }
    }

    private static void start(Draft draft, Task whole) {
        assign(draft, whole);
        Task assigned = draft.state().requireTask(whole.id());
        if (assigned.status() == TaskStatus.ASSIGNED) {
            draft.emit(TaskMove.of(assigned, TaskStatus.RUNNING)
                    .agents(workers(draft, whole))
                    .started(draft.now())
                    .at(draft.next()));
        }
    }

    /** Completes the whole if all parts are completed; else reports how many are. */
    private static void complete(Draft draft, Task whole) {
        start(draft, whole);
        Task running = draft.state().requireTask(whole.id());
        int all = whole.spec().parts();
        int done = 0;
        for (int number = 1; number <= all; number++) {
            done += isCompleted(draft.state(), whole.partId(number)) ? 1 : 0;
        }
        if (done == all) {
            draft.emit(TaskMove.of(running, TaskStatus.COMPLETED)
                    .agents(workers(draft, whole))
                    .progress(100)
                    .result(results(draft.state(), whole))
                    .at(draft.next()));
        } else {
            draft.emit(new TaskEvent.TaskProgressed(
                    draft.next(),
                    whole.id(),
                    null,
                    running.attempt().number(),
                    done * 100 / all,
                    done + " of " + all + " parts"));
        }
    }

    /**
     * A part of an open task that is not there was completed: earlier versions of the service forgot such parts, and
     * any other end of a part ends the whole.
     */
    private static boolean isCompleted(SwarmState state, String part) {
        return state.task(part)
                .map(found -> found.status() == TaskStatus.COMPLETED)
                .orElse(!state.unreadable().tasks().containsKey(part));
    }

    /** An array of the results of all parts, in their order; null if it would be larger than a result may be. */
    private static @Nullable Json results(SwarmState state, Task whole) {
        StringBuilder results = new StringBuilder("[");
        for (int number = 1; number <= whole.spec().parts(); number++) {
            Json result = state.task(whole.partId(number))
                    .map(part -> part.attempt().result())
                    .orElse(null);
            results.append(results.length() == 1 ? "" : ",").append(result == null ? "null" : result.text());
        }
        Json all = new Json(results.append(']').toString());
        return all.size() <= Limits.CONTENT ? all : null;
    }

    /** Cancels the open parts of a composite task that has ended. */
    static void endParts(Draft draft, Task whole) {
        if (!whole.isComposite() || !whole.status().isFinished()) {
            return;
        }
        for (Task part : draft.state().tasks().partsOf(whole)) {
            if (!part.status().isFinished()) {
                draft.emit(TaskMove.of(part, TaskStatus.CANCELED).at(draft.next()));
                AgentWork.release(draft, part, AgentWork.Credit.NONE);
            }
        }
    }

    private static List<String> workers(Draft draft, Task whole) {
        Set<String> workers = new LinkedHashSet<>();
        draft.state().tasks().partsOf(whole).forEach(part -> workers.addAll(part.assignedAgents()));
        return List.copyOf(workers);
    }
}
