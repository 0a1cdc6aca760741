package io.swarmbot.swarm;

import org.jspecify.annotations.Nullable;

/** What people do to a task that somebody else submitted or works on. */
public sealed interface TaskSteering extends Command {

    String taskId();

    @Override
    Intervention intervention();

    /** Somebody answers the question; the agent goes on. */
    record ProvideInput(String taskId, Json answer, Intervention intervention) implements TaskSteering {

        public ProvideInput {
            Limits.require("answer", answer, Limits.DETAILS);
        }

        @Override
        public int size() {
            return answer.size();
        }

        @Override
        public Reply decide(Draft draft) {
            Task task = draft.task(taskId);
            intervention.require("task '" + taskId + "'", task.version());
            if (task.status() != TaskStatus.INPUT_REQUIRED) {
                throw new Rejection(
                        ErrorCode.ILLEGAL_TRANSITION,
                        "task '" + taskId + "' is " + task.status().wireName() + " and asks for nothing");
            }
            draft.emit(TaskMove.of(task, TaskStatus.RUNNING).answered(answer).at(draft.next()));
            return new Reply.TaskIs(draft.task(taskId), false);
        }
    }

    /** Nobody wants it any more. Canceling twice is no error. */
    record CancelTask(String taskId, Intervention intervention) implements TaskSteering {

        public CancelTask(String taskId, @Nullable String reason) {
            this(taskId, Intervention.because(reason));
        }

        @Override
        public Reply decide(Draft draft) {
            Task task = draft.task(taskId);
            intervention.require("task '" + taskId + "'", task.version());
            if (task.status() != TaskStatus.CANCELED) {
                String reason = intervention.reason();
                draft.emit(TaskMove.of(task, TaskStatus.CANCELED)
                        .message(reason == null ? task.message() : reason)
                        .at(draft.next()));
                draft.release(task, Draft.Credit.NONE);
            }
            return new Reply.TaskIs(draft.task(taskId), false);
        }
    }

    /** Brings back what failed or was canceled, with an attempt at least. A composite task comes with its parts. */
    record RetryTask(String taskId, Intervention intervention) implements TaskSteering {

        @Override
        public Reply decide(Draft draft) {
            Task task = draft.task(taskId);
            intervention.require("task '" + taskId + "'", task.version());
            boolean isPartOfEnded = task.partOf() != null
                    && draft.state()
                            .task(task.partOf())
                            .map(whole -> whole.status().isFinished())
                            .orElse(true);
            if (isPartOfEnded) {
                throw new Rejection(
                        ErrorCode.ILLEGAL_TRANSITION, "task '" + task.partOf() + "' ended; it is retried as a whole");
            }
            for (String id : task.dependencies()) {
                boolean isBroken = draft.state()
                        .task(id)
                        .map(each -> each.status() == TaskStatus.FAILED || each.status() == TaskStatus.CANCELED)
                        .orElse(true);
                if (isBroken) {
                    throw new Rejection(ErrorCode.DEPENDENCY_FAILED, "task '" + id + "' was not completed");
                }
            }
            retry(draft, task);
            for (Task part : draft.state().partsOf(task)) {
                if (part.status() == TaskStatus.FAILED || part.status() == TaskStatus.CANCELED) {
                    retry(draft, part);
                }
            }
            return new Reply.TaskIs(draft.task(taskId), false);
        }

        private static void retry(Draft draft, Task task) {
            if (task.status() != TaskStatus.FAILED && task.status() != TaskStatus.CANCELED) {
                throw new Rejection(
                        ErrorCode.ILLEGAL_TRANSITION,
                        "task '" + task.id() + "' is " + task.status().wireName() + ", not failed or canceled");
            }
            Stamp stamp = draft.next();
            TaskSpec spec = task.spec().withMaxAttempts(Math.max(task.maxAttempts(), task.attempt() + 1));
            boolean isLate = task.deadline() != null && !task.deadline().isAfter(draft.now());
            Task pending = TaskMove.of(task, TaskStatus.PENDING).released().taken(stamp);
            draft.emit(new SwarmEvent.TaskUpdated(
                    stamp, pending.with(isLate ? spec.withoutDeadline() : spec, stamp), task.status()));
        }
    }

    /** Moves an open task in the line. */
    record SetPriority(String taskId, int priority, Intervention intervention) implements TaskSteering {

        public SetPriority {
            Limits.requirePriority(priority);
        }

        @Override
        public Reply decide(Draft draft) {
            Task task = draft.task(taskId);
            intervention.require("task '" + taskId + "'", task.version());
            draft.requireUnfinished(task);
            if (task.priority() != priority) {
                update(draft, task, task.spec().withPriority(priority));
                for (Task part : draft.state().partsOf(task)) {
                    if (!part.status().isFinished()) {
                        update(draft, part, part.spec().withPriority(priority));
                    }
                }
            }
            return new Reply.TaskIs(draft.task(taskId), false);
        }

        private static void update(Draft draft, Task task, TaskSpec spec) {
            Stamp stamp = draft.next();
            draft.emit(new SwarmEvent.TaskUpdated(stamp, task.with(spec, stamp), task.status()));
        }
    }

    /**
     * Takes an open task from whoever holds it and gives it to another agent, or back to the line. It is a new attempt, and
     * nobody's failure.
     *
     * @param agentId null for whoever is next
     */
    record ReassignTask(String taskId, @Nullable String agentId, Intervention intervention) implements TaskSteering {

        @Override
        public Reply decide(Draft draft) {
            Task task = draft.task(taskId);
            intervention.require("task '" + taskId + "'", task.version());
            draft.requireUnfinished(task);
            if (task.isComposite()) {
                throw new Rejection(ErrorCode.ILLEGAL_TRANSITION, "task '" + taskId + "' is done in parts");
            }
            if (agentId != null) {
                requireAble(draft, draft.agent(agentId), task);
                if (task.isHeldBy(agentId)) {
                    return new Reply.TaskIs(task, false);
                }
            }
            boolean isTaken = task.status().isHeld();
            if (!isTaken && agentId == null) {
                return new Reply.TaskIs(task, false);
            }
            TaskSpec spec = task.spec().withMaxAttempts(Math.max(task.maxAttempts(), task.attempt() + 1));
            Stamp stamp = draft.next();
            Task pending =
                    isTaken ? TaskMove.of(task, TaskStatus.PENDING).released().taken(stamp) : task.due(stamp);
            pending = pending.with(spec, stamp);
            if (agentId == null) {
                draft.emit(new SwarmEvent.TaskUpdated(stamp, pending, task.status()));
            } else {
                Task given = TaskMove.of(pending, TaskStatus.ASSIGNED)
                        .assignedTo(agentId)
                        .taken(stamp);
                draft.emit(new SwarmEvent.TaskAssigned(stamp, agentId, given, task.status()));
                Agent agent = draft.agent(agentId);
                draft.change(agent, AgentStatus.BUSY, taskId, agent.details());
            }
            if (isTaken) {
                draft.release(task, Draft.Credit.NONE);
            }
            return new Reply.TaskIs(draft.task(taskId), false);
        }

        private static void requireAble(Draft draft, Agent agent, Task task) {
            if (!agent.isAvailable()) {
                throw new Rejection(ErrorCode.AGENT_PAUSED, "agent '" + agent.id() + "' takes no tasks now");
            }
            if (!agent.capabilities().containsAll(task.requirements())) {
                throw new Rejection(
                        ErrorCode.NOT_CAPABLE, "agent '" + agent.id() + "' lacks something of " + task.requirements());
            }
            if (!draft.state().isReady(task) && task.status() == TaskStatus.PENDING && task.notBefore() == null) {
                throw new Rejection(
                        ErrorCode.ILLEGAL_TRANSITION, "task '" + task.id() + "' waits for what it depends on");
            }
            if (draft.state().load(agent.id()) >= Limits.NAMES) {
                throw new Rejection(
                        ErrorCode.LIMIT_REACHED,
                        "agent '" + agent.id() + "' holds " + Limits.NAMES + " tasks, the limit");
            }
        }
    }
}
