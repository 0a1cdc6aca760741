package io.swarmbot.swarm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an agent says of itself or asks for. */
public sealed interface AgentCommand extends Command {

    String agentId();

    /** Comes, or says again who it is. The same words twice write one event. */
    record RegisterAgent(
            String agentId,
            @Nullable String name,
            @Nullable String role,
            List<String> capabilities,
            @Nullable Json metrics)
            implements AgentCommand {

        public RegisterAgent {
            Identifiers.require("agent_id", agentId);
            Limits.require("name", name, Limits.LINE);
            Limits.require("role", role, Limits.LINE);
            capabilities = capabilities.stream().distinct().sorted().toList();
            Limits.requireNames("capabilities", capabilities);
            Limits.require("metrics", metrics, Limits.DETAILS);
        }

        @Override
        public String speaker() {
            return agentId;
        }

        @Override
        public int size() {
            return metrics == null ? 0 : metrics.size();
        }

        @Override
        public Reply decide(Draft draft) {
            String shownName = name == null ? agentId : name;
            Agent before = draft.state().agent(agentId).orElse(null);
            if (before == null) {
                if (draft.state().agents().size() >= draft.state().limits().agents()) {
                    throw new Rejection(
                            ErrorCode.LIMIT_REACHED,
                            "the swarm has " + draft.state().limits().agents() + " agents, its limit");
                }
                Stamp stamp = draft.next();
                draft.emit(new SwarmEvent.AgentRegistered(
                        stamp, Agent.registered(agentId, shownName, role, capabilities, metrics, stamp)));
                return new Reply.AgentIs(draft.agent(agentId), true);
            }
            boolean isSame = before.name().equals(shownName)
                    && Objects.equals(before.role(), role)
                    && before.capabilities().equals(capabilities)
                    && Objects.equals(before.metrics(), metrics);
            if (!isSame) {
                Stamp stamp = draft.next();
                draft.emit(new SwarmEvent.AgentUpdated(
                        stamp, before.described(shownName, role, capabilities, metrics, stamp)));
            }
            return new Reply.AgentIs(draft.agent(agentId), false);
        }
    }

    /** Says what it is doing. Omitted details clear those it gave before. */
    record UpdateAgentStatus(
            String agentId, AgentStatus status, @Nullable Json details) implements AgentCommand {

        public UpdateAgentStatus {
            Identifiers.require("agent_id", agentId);
            Limits.require("details", details, Limits.DETAILS);
        }

        @Override
        public String speaker() {
            return agentId;
        }

        @Override
        public int size() {
            return details == null ? 0 : details.size();
        }

        @Override
        public Reply decide(Draft draft) {
            Agent agent = draft.agent(agentId);
            draft.change(agent, status, agent.currentTask(), details);
            return new Reply.AgentIs(draft.agent(agentId), false);
        }
    }

    /** Says that it lives, and what it works on. Writes no event of its own. */
    record Heartbeat(String agentId, List<Work> tasks) implements AgentCommand {

        /** @param attempt the attempt that it works in; null where it does not say */
        public record Work(String id, @Nullable Integer attempt) {

            public Work {
                Identifiers.require("tasks.id", id);
            }
        }

        public Heartbeat {
            Identifiers.require("agent_id", agentId);
            tasks = List.copyOf(tasks);
            if (tasks.size() > Limits.NAMES) {
                throw new Rejection(
                        ErrorCode.BAD_FIELD,
                        "tasks holds " + tasks.size() + " entries; " + Limits.NAMES + " is the limit");
            }
        }

        @Override
        public String speaker() {
            return agentId;
        }

        @Override
        public Reply decide(Draft draft) {
            Agent agent = draft.agent(agentId);
            List<Reply.HeldTask> answer = new ArrayList<>();
            List<Task> held = draft.state().heldBy(agentId);
            for (Task task : held) {
                answer.add(new Reply.HeldTask(task.id(), task.attempt(), task.status(), false));
            }
            for (Work work : tasks) {
                Task present = draft.state().task(work.id()).orElse(null);
                boolean isMine = present != null
                        && present.isHeldBy(agentId)
                        && (work.attempt() == null || work.attempt() == present.attempt());
                if (!isMine) {
                    int attempt = work.attempt() == null ? 0 : work.attempt();
                    answer.add(new Reply.HeldTask(work.id(), attempt, present == null ? null : present.status(), true));
                }
            }
            return new Reply.Held(agent, answer);
        }
    }

    /**
     * Asks for the next task that it can do.
     *
     * @param patience how long it is willing to wait where there is none, at most {@link #MAX_WAIT}
     */
    record Claim(String agentId, Duration patience) implements AgentCommand {

        /** Below the idle time-outs of usual proxies (60 s). */
        public static final Duration MAX_WAIT = Duration.ofSeconds(55);

        public Claim {
            Identifiers.require("agent_id", agentId);
            if (patience.isNegative() || patience.compareTo(MAX_WAIT) > 0) {
                throw new Rejection(ErrorCode.BAD_PARAMETER, "wait is from 0 to " + MAX_WAIT.toSeconds() + "s");
            }
        }

        @Override
        public String speaker() {
            return agentId;
        }

        @Override
        public Reply decide(Draft draft) {
            Agent agent = draft.agent(agentId);
            if (agent.mode() != AgentMode.ACTIVE || agent.status() == AgentStatus.PAUSED) {
                throw new Rejection(ErrorCode.AGENT_PAUSED, "agent '" + agentId + "' is paused and takes no tasks");
            }
            if (draft.state().heldBy(agentId).size() >= Limits.NAMES) {
                throw new Rejection(
                        ErrorCode.LIMIT_REACHED, "agent '" + agentId + "' holds " + Limits.NAMES + " tasks, the limit");
            }
            Task task = draft.state().nextFor(agent).orElse(null);
            if (task == null) {
                return new Reply.NoTask();
            }
            draft.emit(
                    TaskMove.of(task, TaskStatus.ASSIGNED).assignedTo(agentId).at(draft.next()));
            draft.change(agent, AgentStatus.BUSY, task.id(), agent.details());
            return new Reply.TaskIs(draft.task(task.id()), false);
        }
    }

    /** Takes an agent out of the swarm; the tasks that it holds are pending again. */
    record RemoveAgent(String agentId) implements AgentCommand {

        public RemoveAgent {
            Identifiers.require("agent_id", agentId);
        }

        @Override
        public Reply decide(Draft draft) {
            draft.agent(agentId);
            for (Task task : draft.state().heldBy(agentId)) {
                draft.emit(TaskMove.of(task, TaskStatus.PENDING)
                        .by(agentId)
                        .released()
                        .at(draft.next()));
            }
            draft.emit(new SwarmEvent.AgentRemoved(draft.next(), agentId));
            return new Reply.Gone();
        }
    }
}
