package io.swarmbot.swarm;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a task is from its submission to its end, said by those who submit it and those who work on it. */
public sealed interface TaskCommand extends Command {

    /**
     * Gives the swarm a task.
     *
     * @param maxAttempts null for the usual number
     * @param timeout null for the usual time
     * @param deadline null where there is none
     * @param maxAgents how many agents share the work: each does a part of it, a task of its own
     */
    record SubmitTask(
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
            int maxAgents)
            implements TaskCommand {

        public static final int HIGHEST_PRIORITY = 1;
        public static final int LOWEST_PRIORITY = 10;
        public static final int USUAL_PRIORITY = 5;
        public static final int MOST_ATTEMPTS = 100;
        public static final Duration LONGEST_TIMEOUT = Duration.ofDays(30);
        /** All parts are written in one append. */
        public static final int MOST_AGENTS = 16;

        public SubmitTask {
            if (taskId != null) {
                Identifiers.require("task_id", taskId);
            }
            Identifiers.require("type", type);
            Limits.require("description", description, Limits.CONTENT);
            requirements = requirements.stream().distinct().sorted().toList();
            Limits.requireNames("requirements", requirements);
            Limits.requirePriority(priority);
            dependencies = dependencies.stream().distinct().toList();
            Limits.requireNames("dependencies", dependencies);
            if (taskId != null && dependencies.contains(taskId)) {
                // A task that is there cannot be changed to depend on a later one, so there is no longer cycle.
                throw new Rejection(ErrorCode.DEPENDENCY_CYCLE, "task '" + taskId + "' depends on itself");
            }
            Limits.require("input", input, Limits.CONTENT);
            if (maxAttempts != null && (maxAttempts < 1 || maxAttempts > MOST_ATTEMPTS)) {
                throw new Rejection(ErrorCode.BAD_FIELD, "max_attempts is from 1 to " + MOST_ATTEMPTS);
            }
            Limits.requireTime("timeout", timeout, LONGEST_TIMEOUT);
            if (maxAgents < 1 || maxAgents > MOST_AGENTS) {
                throw new Rejection(ErrorCode.BAD_FIELD, "max_agents is from 1 to " + MOST_AGENTS);
            }
        }

        /** One that is done by one agent under the usual rules. */
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
        public Reply decide(Draft draft) {
            SwarmState state = draft.state();
            Stamp stamp = draft.next();
            String id = taskId != null ? taskId : freeId(state, stamp.seq());
            requireFree(state, id);
            requireCompletable(state);
            int tasks = maxAgents == 1 ? 1 : maxAgents + 1;
            if (state.openTasks() + tasks > state.limits().openTasks()) {
                throw new Rejection(
                        ErrorCode.LIMIT_REACHED,
                        "the swarm has " + state.limits().openTasks() + " open tasks, its limit");
            }
            TaskSpec spec = spec(state.rules());
            Task whole = Task.submitted(id, spec, stamp);
            draft.emit(new SwarmEvent.TaskSubmitted(stamp, whole));
            for (int number = 1; number <= spec.parts(); number++) {
                Stamp next = draft.next();
                draft.emit(
                        new SwarmEvent.TaskSubmitted(next, Task.submitted(whole.partId(number), spec.part(id), next)));
            }
            return new Reply.TaskIs(draft.task(id), true);
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
                    deadline,
                    maxAgents == 1 ? 0 : maxAgents,
                    null);
        }

        private void requireFree(SwarmState state, String id) {
            for (int number = 0; number <= maxAgents; number++) {
                String each = number == 0 ? id : id + "." + number;
                if ((number == 0 || maxAgents > 1) && state.task(each).isPresent()) {
                    throw new Rejection(ErrorCode.TASK_EXISTS, "there is a task '" + each + "' already");
                }
            }
            if (maxAgents > 1) {
                Identifiers.require("the id of the last part,", id + "." + maxAgents);
            }
        }

        private void requireCompletable(SwarmState state) {
            for (String id : dependencies) {
                TaskStatus status = state.task(id)
                        .orElseThrow(() -> new Rejection(ErrorCode.UNKNOWN_DEPENDENCY, "there is no task '" + id + "'"))
                        .status();
                if (status == TaskStatus.FAILED || status == TaskStatus.CANCELED) {
                    throw new Rejection(
                            ErrorCode.DEPENDENCY_FAILED, "task '" + id + "' is " + status.wireName() + " already");
                }
            }
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

        /** Even where it says nothing new. */
        @Override
        public List<Lease> leases(SwarmState state) {
            return state.task(taskId)
                    .filter(task -> task.isHeldBy(agentId) && (attempt == null || attempt == task.attempt()))
                    .map(task -> List.of(Lease.of(task)))
                    .orElse(List.of());
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
            Task task = requireOpen(draft, taskId, agentId, attempt);
            draft.emit(TaskMove.of(task, TaskStatus.COMPLETED)
                    .by(agentId)
                    .result(result)
                    .error(null)
                    .at(draft.next()));
            draft.release(task, Draft.Credit.COMPLETED);
            return new Reply.TaskIs(draft.task(taskId), false);
        }
    }

    /**
     * The agent could not do it: it is tried again where it has an attempt left. The same words twice are no error.
     *
     * @param retry false where trying again is of no use
     */
    record FailTask(
            String taskId,
            @Nullable String agentId,
            @Nullable Integer attempt,
            @Nullable Json error,
            boolean retry) implements TaskCommand {

        public FailTask {
            Limits.require("error", error, Limits.CONTENT);
        }

        /** One that may be tried again. */
        public FailTask(String taskId, @Nullable String agentId, @Nullable Integer attempt, @Nullable Json error) {
            this(taskId, agentId, attempt, error, true);
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
            boolean isOver = known.status() == TaskStatus.FAILED && isRepeated(known, agentId, attempt)
                    // Nobody holds it any more: only the attempt says that it is this one.
                    || known.status() == TaskStatus.PENDING && attempt != null && attempt == known.attempt();
            if (isOver && Objects.equals(known.error(), error)) {
                return new Reply.TaskIs(known, false);
            }
            Task task = requireOpen(draft, taskId, agentId, attempt);
            if (!task.status().isHeld()) {
                throw new Rejection(
                        ErrorCode.ILLEGAL_TRANSITION,
                        "task '" + taskId + "' is " + task.status().wireName() + " and cannot become failed");
            }
            if (retry && !task.isComposite()) {
                draft.endAttempt(task, agentId, error, true);
            } else {
                draft.emit(TaskMove.of(task, TaskStatus.FAILED)
                        .by(agentId)
                        .error(error)
                        .at(draft.next()));
            }
            draft.release(task, Draft.Credit.FAILED);
            return new Reply.TaskIs(draft.task(taskId), false);
        }
    }

    /**
     * The agent needs to know something from people before it can go on.
     *
     * @param within how long the question waits for its answer; null for the usual time
     */
    record RequestInput(
            String taskId,
            String agentId,
            @Nullable Integer attempt,
            Json question,
            @Nullable Duration within) implements TaskCommand {

        public static final Duration LONGEST_WAIT = Duration.ofDays(30);

        public RequestInput {
            Limits.require("question", question, Limits.DETAILS);
            Limits.requireTime("within", within, LONGEST_WAIT);
        }

        @Override
        public String speaker() {
            return agentId;
        }

        @Override
        public int size() {
            return question.size();
        }

        @Override
        public Reply decide(Draft draft) {
            Task task = requireHolder(draft, taskId, agentId, attempt);
            boolean isAsked = task.status() == TaskStatus.INPUT_REQUIRED && question.equals(task.question());
            if (!isAsked) {
                Duration wait = within == null ? draft.state().rules().inputWithin() : within;
                draft.emit(TaskMove.of(task, TaskStatus.INPUT_REQUIRED)
                        .by(agentId)
                        .asking(question, draft.now().plus(wait))
                        .at(draft.next()));
            }
            return new Reply.TaskIs(draft.task(taskId), false);
        }
    }

    /** The task, if this agent holds it in this attempt; or whoever holds it, where no agent is named. */
    private static Task requireOpen(Draft draft, String taskId, @Nullable String agentId, @Nullable Integer attempt) {
        Task task = draft.task(taskId);
        if (agentId != null) {
            return requireHolder(draft, taskId, agentId, attempt);
        }
        requireAttempt(task, attempt);
        return task;
    }

    private static boolean isRepeated(Task task, @Nullable String agentId, @Nullable Integer attempt) {
        return (agentId == null || task.assignedAgents().contains(agentId))
                && (attempt == null || attempt == task.attempt());
    }

    /** The task, if this agent holds it in this attempt. */
    private static Task requireHolder(Draft draft, String taskId, String agentId, @Nullable Integer attempt) {
        Task task = draft.task(taskId);
        draft.agent(agentId);
        requireAttempt(task, attempt);
        draft.requireUnfinished(task);
        if (!task.isHeldBy(agentId)) {
            throw new Rejection(ErrorCode.NOT_ASSIGNED, "task '" + taskId + "' is not with agent '" + agentId + "'");
        }
        return task;
    }

    /** Fences off what an earlier attempt says late. */
    private static void requireAttempt(Task task, @Nullable Integer attempt) {
        if (attempt != null && attempt != task.attempt()) {
            throw new Rejection(
                    ErrorCode.WRONG_ATTEMPT,
                    "task '" + task.id() + "' is in attempt " + task.attempt() + ", not " + attempt);
        }
    }
}
