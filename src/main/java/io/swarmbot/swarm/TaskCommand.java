package io.swarmbot.swarm;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What happens to a task. */
public sealed interface TaskCommand extends Command {

    /** Gives the swarm a task. */
    record SubmitTask(
            @Nullable String taskId,
            String type,
            @Nullable String description,
            List<String> requirements,
            int priority,
            List<String> dependencies,
            @Nullable Json input)
            implements TaskCommand {

        public static final int HIGHEST_PRIORITY = 1;
        public static final int LOWEST_PRIORITY = 10;
        public static final int USUAL_PRIORITY = 5;

        public SubmitTask {
            if (taskId != null) {
                Identifiers.require("task_id", taskId);
            }
            Identifiers.require("type", type);
            Limits.require("description", description, Limits.CONTENT);
            requirements = requirements.stream().distinct().sorted().toList();
            Limits.requireNames("requirements", requirements);
            if (priority < HIGHEST_PRIORITY || priority > LOWEST_PRIORITY) {
                throw new Rejection(ErrorCode.BAD_FIELD, "priority is from 1 (high) to 10 (low)");
            }
            dependencies = dependencies.stream().distinct().toList();
            Limits.requireNames("dependencies", dependencies);
            Limits.require("input", input, Limits.CONTENT);
        }

        @Override
        public int size() {
            return (input == null ? 0 : input.size()) + (description == null ? 0 : description.length());
        }

        @Override
        public Reply decide(Draft draft) {
            SwarmState state = draft.state();
            if (taskId != null && state.task(taskId).isPresent()) {
                throw new Rejection(ErrorCode.TASK_EXISTS, "there is a task '" + taskId + "' already");
            }
            for (String dependency : dependencies) {
                if (state.task(dependency).isEmpty()) {
                    throw new Rejection(ErrorCode.UNKNOWN_DEPENDENCY, "there is no task '" + dependency + "'");
                }
            }
            if (state.openTasks() >= state.limits().openTasks()) {
                throw new Rejection(
                        ErrorCode.LIMIT_REACHED,
                        "the swarm has " + state.limits().openTasks() + " open tasks, its limit");
            }
            Stamp stamp = draft.next();
            String id = taskId != null ? taskId : freeId(state, stamp.seq());
            draft.emit(new SwarmEvent.TaskSubmitted(
                    stamp,
                    new Task(
                            id,
                            type,
                            description,
                            requirements,
                            priority,
                            dependencies,
                            input,
                            TaskStatus.PENDING,
                            List.of(),
                            0,
                            null,
                            null,
                            null,
                            null,
                            stamp.timestamp(),
                            null,
                            null,
                            stamp.timestamp(),
                            stamp.seq())));
            return new Reply.TaskIs(draft.task(id), true);
        }

        /** The log's numbers never repeat, so only an id that somebody chose to look like one can be in the way. */
        private static String freeId(SwarmState state, long seq) {
            String id = "t" + seq;
            while (state.task(id).isPresent()) {
                id += "x";
            }
            return id;
        }
    }

    /** The agent that was given the task begins. Saying so twice is no error. */
    record StartTask(
            String taskId, String agentId, @Nullable Integer attempt) implements TaskCommand {

        @Override
        public String speaker() {
            return agentId;
        }

        @Override
        public Reply decide(Draft draft) {
            Task task = requireHolder(draft, taskId, agentId, attempt);
            if (task.status() != TaskStatus.RUNNING) {
                draft.emit(TaskMove.of(task, TaskStatus.RUNNING)
                        .by(agentId)
                        .started(draft.now())
                        .at(draft.next()));
            }
            return new Reply.TaskIs(draft.task(taskId), false);
        }
    }

    /** How far the agent is; what is not said stays as it was. */
    record ReportProgress(
            String taskId,
            String agentId,
            @Nullable Integer attempt,
            @Nullable Integer progress,
            @Nullable String message)
            implements TaskCommand {

        public ReportProgress {
            if (progress != null && (progress < 0 || progress > 100)) {
                throw new Rejection(ErrorCode.BAD_FIELD, "progress is from 0 to 100 percent");
            }
            Limits.require("message", message, Limits.LINE);
        }

        @Override
        public String speaker() {
            return agentId;
        }

        @Override
        public Reply decide(Draft draft) {
            Task task = requireHolder(draft, taskId, agentId, attempt);
            if (task.status() != TaskStatus.RUNNING) {
                throw new Rejection(
                        ErrorCode.ILLEGAL_TRANSITION,
                        "task '" + taskId + "' is " + task.status().wireName() + "; only a running one makes progress");
            }
            Integer newProgress = progress == null ? task.progress() : progress;
            String newMessage = message == null ? task.message() : message;
            if (!Objects.equals(newProgress, task.progress()) || !Objects.equals(newMessage, task.message())) {
                draft.emit(new SwarmEvent.TaskProgressed(
                        draft.next(), taskId, agentId, task.attempt(), newProgress, newMessage));
            }
            return new Reply.TaskIs(draft.task(taskId), false);
        }
    }

    /**
     * The task is done. The same words twice are no error: the first answer may have been lost.
     *
     * @param agentId null where it is completed for whoever holds it
     */
    record CompleteTask(
            String taskId,
            @Nullable String agentId,
            @Nullable Integer attempt,
            @Nullable Json result) implements TaskCommand {

        public CompleteTask {
            Limits.require("result", result, Limits.CONTENT);
        }

        @Override
        public @Nullable String speaker() {
            return agentId;
        }

        @Override
        public int size() {
            return result == null ? 0 : result.size();
        }

        @Override
        public Reply decide(Draft draft) {
            Task known = draft.task(taskId);
            if (known.status() == TaskStatus.COMPLETED
                    && isRepeated(known, agentId, attempt)
                    && Objects.equals(known.result(), result)) {
                return new Reply.TaskIs(known, false);
            }
            return end(draft, taskId, agentId, attempt, TaskStatus.COMPLETED, move -> move.result(result));
        }
    }

    /** The agent could not do it. The same words twice are no error. */
    record FailTask(
            String taskId,
            @Nullable String agentId,
            @Nullable Integer attempt,
            @Nullable Json error) implements TaskCommand {

        public FailTask {
            Limits.require("error", error, Limits.CONTENT);
        }

        @Override
        public @Nullable String speaker() {
            return agentId;
        }

        @Override
        public int size() {
            return error == null ? 0 : error.size();
        }

        @Override
        public Reply decide(Draft draft) {
            Task known = draft.task(taskId);
            if (known.status() == TaskStatus.FAILED
                    && isRepeated(known, agentId, attempt)
                    && Objects.equals(known.error(), error)) {
                return new Reply.TaskIs(known, false);
            }
            return end(draft, taskId, agentId, attempt, TaskStatus.FAILED, move -> move.error(error));
        }
    }

    /** Nobody wants it any more. Canceling twice is no error. */
    record CancelTask(String taskId, @Nullable String reason) implements TaskCommand {

        public CancelTask {
            Limits.require("reason", reason, Limits.LINE);
        }

        @Override
        public Reply decide(Draft draft) {
            Task task = draft.task(taskId);
            if (task.status() != TaskStatus.CANCELED) {
                draft.emit(TaskMove.of(task, TaskStatus.CANCELED)
                        .message(reason == null ? task.message() : reason)
                        .at(draft.next()));
                draft.release(task);
            }
            return new Reply.TaskIs(draft.task(taskId), false);
        }
    }

    private static Reply end(
            Draft draft,
            String taskId,
            @Nullable String agentId,
            @Nullable Integer attempt,
            TaskStatus ending,
            java.util.function.UnaryOperator<TaskMove> outcome) {
        Task task = agentId == null ? draft.task(taskId) : requireHolder(draft, taskId, agentId, attempt);
        TaskMove move = TaskMove.of(task, ending).by(agentId);
        draft.emit(outcome.apply(move).at(draft.next()));
        draft.release(task);
        return new Reply.TaskIs(draft.task(taskId), false);
    }

    private static boolean isRepeated(Task task, @Nullable String agentId, @Nullable Integer attempt) {
        return (agentId == null || task.assignedAgents().contains(agentId))
                && (attempt == null || attempt == task.attempt());
    }

    /** The task, if this agent holds it in this attempt. */
    private static Task requireHolder(Draft draft, String taskId, String agentId, @Nullable Integer attempt) {
        Task task = draft.task(taskId);
        draft.agent(agentId);
        if (task.status().isFinished()) {
            throw new Rejection(
                    ErrorCode.ILLEGAL_TRANSITION,
                    "task '" + taskId + "' is " + task.status().wireName() + " already");
        }
        if (!task.isHeldBy(agentId)) {
            throw new Rejection(ErrorCode.NOT_ASSIGNED, "task '" + taskId + "' is not with agent '" + agentId + "'");
        }
        if (attempt != null && attempt != task.attempt()) {
            throw new Rejection(
                    ErrorCode.WRONG_ATTEMPT,
                    "task '" + taskId + "' is in attempt " + task.attempt() + ", not " + attempt);
        }
        return task;
    }
}
