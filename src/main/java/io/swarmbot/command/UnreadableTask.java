package io.swarmbot.command;

import io.swarmbot.command.attempt.AttemptErrors;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.Stamp;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskEvent;
import io.swarmbot.swarm.TaskSpec;
import io.swarmbot.swarm.TaskStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes a task out of a swarm that is stored and cannot be read. A canceled task without content takes its place, so
 * everything that waits for it goes on as after any cancellation.
 */
final class UnreadableTask {

    /** The type of the task that takes the place. */
    private static final String TYPE = "unreadable";

    private UnreadableTask() {}

    static void cancel(Draft draft, String id) {
        SwarmState before = draft.state();
        TaskStatus known = before.unreadable().tasks().getOrDefault(id, TaskStatus.PENDING);
        Stamp stamp = draft.next();
        Task empty = Task.submitted(id, spec(before, wholeOf(before, id)), stamp);
        Task canceled = TaskMove.of(empty, TaskStatus.CANCELED)
                .error(AttemptErrors.UNREADABLE)
                .taken(stamp);
        draft.emit(new TaskEvent.TaskUpdated(stamp, canceled, known));
        for (Task part : before.tasksAfter("")) {
            if (id.equals(part.partOf()) && !part.status().isFinished()) {
                draft.emit(TaskMove.of(part, TaskStatus.CANCELED).at(draft.next()));
                AgentWork.release(draft, part, AgentWork.Credit.NONE);
            }
        }
        for (Agent agent : before.agents()) {
            if (id.equals(agent.currentTask())) {
                AgentWork.release(draft, draft.state().requireAgent(agent.id()), AgentWork.Credit.NONE, 0);
            }
        }
    }

    private static TaskSpec spec(SwarmState state, @Nullable String whole) {
        return new TaskSpec(
                TYPE,
                null,
                List.of(),
                TaskSpec.USUAL_PRIORITY,
                List.of(),
                null,
                1,
                state.rules().timeout(),
                false,
                Lease.Terms.NONE,
                null,
                0,
                whole);
    }

    /** The composite task of which that id is the id of a part; null if there is none. */
    private static @Nullable String wholeOf(SwarmState state, String id) {
        int dot = id.lastIndexOf('.');
        Task whole = dot < 0 ? null : state.task(id.substring(0, dot)).orElse(null);
        if (whole == null) {
            return null;
        }
        for (int number = 1; number <= whole.spec().parts(); number++) {
            if (whole.partId(number).equals(id)) {
                return whole.id();
            }
        }
        return null;
    }
}
