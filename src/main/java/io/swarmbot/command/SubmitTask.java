package io.swarmbot.command;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.Named;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.Stamp;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskEvent;
import io.swarmbot.swarm.TaskRules;
import io.swarmbot.swarm.TaskSpec;
import io.swarmbot.swarm.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives the swarm a new task.
 *
 * @param taskId null if the swarm is to choose an id
 * @param maxAttempts null for the usual number
 * @param timeout null for the usual time
 * @param deadline null for none
 * @param maxAgents how many agents share the work; if more than one, each of them does a part, which is a task of its
 *     own
 * @param terms the lease under which agents are to hold it
 * @param intervention who submits it; its version does not matter
 */
public record SubmitTask(
        @Nullable String taskId,
        String type,
        @Nullable String description,
        List<String> requirements,
        int priority,
        List<String> dependencies,
        @Nullable Json input,
        @Nullable Integer maxAttempts,
        @Nullable Duration timeout,
        @Nullable Instant deadline,
        int maxAgents,
        Lease.Terms terms,
        Intervention intervention)
        implements Command {

    public SubmitTask {
        if (taskId != null) {
            Identifiers.require("task_id", taskId);
        }
        Identifiers.require("type", type);
        Limits.require("description", description, Limits.CONTENT);
        requirements = requirements.stream().distinct().sorted().toList();
        Limits.requireNames("requirements", requirements);
        Limits.Whole.PRIORITY.require(priority);
        dependencies = dependencies.stream().distinct().toList();
        Limits.requireNames("dependencies", dependencies);
        if (taskId != null && dependencies.contains(taskId)) {
            // Dependencies must exist and never change, so there is no longer cycle than a task that depends on itself.
            throw new Rejection(ErrorCode.DEPENDENCY_CYCLE, "task '" + taskId + "' depends on itself");
        }
        Limits.require("input", input, Limits.CONTENT);
        Limits.Whole.MAX_ATTEMPTS.require(maxAttempts);
        timeout = Limits.Span.TIMEOUT.requireIfGiven(timeout);
        deadline = Limits.requireTime("deadline", deadline);
        Limits.Whole.MAX_AGENTS.require(maxAgents);
    }

    /** A task of somebody who is not known. */
    public SubmitTask(
            @Nullable String taskId,
            String type,
            @Nullable String description,
            List<String> requirements,
            int priority,
            List<String> dependencies,
            @Nullable Json input,
            @Nullable Integer maxAttempts,
            @Nullable Duration timeout,
            @Nullable Instant deadline,
            int maxAgents) {
        this(
                taskId,
                type,
                description,
                requirements,
                priority,
                dependencies,
                input,
                maxAttempts,
                timeout,
                deadline,
                maxAgents,
                Lease.Terms.NONE,
                Intervention.NONE);
    }

    /** A task that one agent does under the usual rules. */
    public SubmitTask(
            @Nullable String taskId,
            String type,
            @Nullable String description,
            List<String> requirements,
            int priority,
            List<String> dependencies,
            @Nullable Json input) {
        this(taskId, type, description, requirements, priority, dependencies, input, null, null, null, 1);
    }

    @Override
    public int size() {
        return (input == null ? 0 : input.size()) + (description == null ? 0 : description.length());
    }

    @Override
    public void describe(Meaning meaning) {
        meaning.put("task_id", taskId)
                .put("task_type", type)
                .put("description", description)
                .put("requirements", requirements)
                .put("priority", priority)
                .put("dependencies", dependencies)
                .put("input", input)
                .put("max_attempts", maxAttempts, TaskRules::maxAttempts)
                .put("timeout", timeout, TaskRules::timeout)
                .put("deadline", deadline)
                .put("max_agents", maxAgents)
                .put(terms)
                .put("timeout_given", isTimeoutGivenBesideALease() ? "true" : null)
                .put("actor", intervention.actor());
    }

    @Override
    public Reply decide(Draft draft) {
        SwarmState state = draft.state();
        terms.requireWithin(state.rules());
        Stamp stamp = draft.next();
        String id = taskId != null ? taskId : freeId(state, stamp.seq());
        requireFree(state, id);
        requireCompletable(state);
        int tasks = maxAgents == 1 ? 1 : maxAgents + 1;
        if (state.openTasks() + tasks > state.limits().openTasks()) {
            throw new Rejection(
                    ErrorCode.LIMIT_REACHED, "the swarm has " + state.limits().openTasks() + " open tasks, its limit");
        }
        TaskSpec spec = spec(state.rules());
        Task whole = Task.submitted(id, spec, stamp);
        draft.emit(new TaskEvent.TaskSubmitted(stamp, whole));
        for (int number = 1; number <= spec.parts(); number++) {
            Stamp next = draft.next();
            draft.emit(new TaskEvent.TaskSubmitted(next, Task.submitted(whole.partId(number), spec.part(id), next)));
        }
        return Reply.created(draft.task(id));
    }

    /** Even the usual timeout says something then: without it none counts while the lease runs. */
    private boolean isTimeoutGivenBesideALease() {
        return timeout != null && terms.length() != null;
    }

    private TaskSpec spec(TaskRules rules) {
        return new TaskSpec(
                type,
                description,
                requirements,
                priority,
                dependencies,
                input,
                maxAttempts == null ? rules.maxAttempts() : maxAttempts,
                timeout == null ? rules.timeout() : timeout,
                timeout != null,
                terms,
                deadline,
                maxAgents == 1 ? 0 : maxAgents,
                null);
    }

    private void requireFree(SwarmState state, String id) {
        for (int number = 0; number <= maxAgents; number++) {
            String each = number == 0 ? id : id + "." + number;
            if ((number == 0 || maxAgents > 1) && Named.taskIfThere(state, each).isPresent()) {
                throw new Rejection(ErrorCode.TASK_EXISTS, "there is a task '" + each + "' already");
            }
        }
        if (maxAgents > 1) {
            Identifiers.require("the id of the last part,", id + "." + maxAgents);
        }
    }

    private void requireCompletable(SwarmState state) {
        for (String id : dependencies) {
            TaskStatus status = Named.taskIfThere(state, id)
                    .orElseThrow(() -> new Rejection(ErrorCode.UNKNOWN_DEPENDENCY, "there is no task '" + id + "'"))
                    .status();
            if (status.hasEndedBadly()) {
                throw new Rejection(
                        ErrorCode.DEPENDENCY_FAILED, "task '" + id + "' is " + status.wireName() + " already");
            }
        }
    }

    /**
     * An id made of the event's number, which never repeats in a log. Only an id that a caller chose can be the same.
     */
    private static String freeId(SwarmState state, long seq) {
        String id = "t" + seq;
        while (state.task(id).isPresent() || state.unreadable().tasks().containsKey(id)) {
            id += "x";
        }
        return id;
    }
}
