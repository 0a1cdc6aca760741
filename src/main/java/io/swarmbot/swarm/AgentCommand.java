package io.swarmbot.swarm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an agent says of itself or asks for. */
public sealed interface AgentCommand extends Command {

    String agentId();

    /**
     * Comes, or says again who it is. The same words twice write one event.
     *
     * @param slots how many tasks it is given at a time, where they are pushed
     */
    record RegisterAgent(
            String agentId,
            @Nullable String name,
            @Nullable String role,
            List<String> capabilities,
            Assignment assignment,
            int slots,
            @Nullable Json metrics)
            implements AgentCommand {

        public RegisterAgent {
            Identifiers.require("agent_id", agentId);
            Limits.require("name", name, Limits.LINE);
            Limits.require("role", role, Limits.LINE);
            capabilities = capabilities.stream().distinct().sorted().toList();
            Limits.requireNames("capabilities", capabilities);
            if (slots < 1 || slots > Limits.NAMES) {
                throw new Rejection(ErrorCode.BAD_FIELD, "slots is from 1 to " + Limits.NAMES);
            }
            Limits.require("metrics", metrics, Limits.DETAILS);
        }

        /** One that claims its tasks. */
        public RegisterAgent(
                String agentId,
                @Nullable String name,
                @Nullable String role,
                List<String> capabilities,
                @Nullable Json metrics) {
            this(agentId, name, role, capabilities, Assignment.CLAIM, 1, metrics);
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
            Agent.Description description = new Agent.Description(
                    name == null ? agentId : name, role, capabilities, assignment, slots, metrics);
            Agent before = draft.state().agent(agentId).orElse(null);
            if (before == null) {
                if (draft.state().agents().size() >= draft.state().limits().agents()) {
                    throw new Rejection(
                            ErrorCode.LIMIT_REACHED,
                            "the swarm has " + draft.state().limits().agents() + " agents, its limit");
                }
                Stamp stamp = draft.next();
                draft.emit(new SwarmEvent.AgentRegistered(stamp, Agent.registered(agentId, description, stamp)));
                return new Reply.AgentIs(draft.agent(agentId), true);
            }
            if (!before.description().equals(description)) {
                Stamp stamp = draft.next();
                draft.emit(new SwarmEvent.AgentUpdated(stamp, before.with(description, stamp)));
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
            draft.agent(agentId);
            List<Reply.HeldTask> answer = new ArrayList<>();
            List<Task> held = draft.state().heldBy(agentId);
            for (Task task : held) {
                answer.add(new Reply.HeldTask(task.id(), task.attempt(), task.status(), false));
            }
            for (Work work : tasks) {
                Task present = draft.state().task(work.id()).orElse(null);
                if (!isMine(work, present)) {
                    int attempt = work.attempt() == null ? 0 : work.attempt();
                    answer.add(new Reply.HeldTask(work.id(), attempt, present == null ? null : present.status(), true));
                }
            }
            return new Reply.Held(draft.agent(agentId), answer);
        }

        @Override
        public List<Lease> leases(SwarmState state) {
            List<Lease> leases = new ArrayList<>();
            for (Work work : tasks) {
                Task present = state.task(work.id()).orElse(null);
                if (present != null && isMine(work, present)) {
                    leases.add(Lease.of(present));
                }
            }
            return leases;
        }

        private boolean isMine(Work work, @Nullable Task present) {
            return present != null
                    && present.isHeldBy(agentId)
                    && (work.attempt() == null || work.attempt() == present.attempt());
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
            if (draft.state().load(agentId) >= Limits.NAMES) {
                throw new Rejection(
                        ErrorCode.LIMIT_REACHED, "agent '" + agentId + "' holds " + Limits.NAMES + " tasks, the limit");
            }
            Task task = draft.state().nextFor(agent).orElse(null);
            if (task == null) {
                return new Reply.NoTask();
            }
            draft.claim(task, agent);
            return new Reply.TaskIs(draft.task(task.id()), false);
        }
    }

    /** Writes something down. */
    record AppendLog(String agentId, @Nullable String taskId, List<LogLine> lines, int dropped)
            implements AgentCommand {

        /** Lines of one event. */
        public static final int MAX_LINES = 100;

        public AppendLog {
            Identifiers.require("agent_id", agentId);
            if (taskId != null) {
                Identifiers.require("task_id", taskId);
            }
            lines = List.copyOf(lines);
            int size = lines.stream()
                    .mapToInt(line -> Limits.sizeInJson(line.message()))
                    .sum();
            if (lines.size() > MAX_LINES) {
                throw new Rejection(ErrorCode.TOO_BIG, "a log takes " + MAX_LINES + " lines at a time");
            }
            if (size > Limits.CONTENT) {
                throw new Rejection(ErrorCode.TOO_BIG, "a log takes " + Limits.CONTENT + " bytes at a time");
            }
        }

        @Override
        public String speaker() {
            return agentId;
        }

        @Override
        public int size() {
            return lines.stream().mapToInt(line -> line.message().length()).sum();
        }

        @Override
        public Reply decide(Draft draft) {
            draft.agent(agentId);
            if (!lines.isEmpty()) {
                draft.emit(new SwarmEvent.AgentLogged(draft.next(), agentId, taskId, lines, dropped));
            }
            return new Reply.Logged(lines.size(), dropped);
        }
    }

    /** Pauses an agent, lets it go on, or lets it finish what it has and no more. The same mode twice writes nothing. */
    record SetAgentMode(String agentId, AgentMode mode, Intervention intervention) implements AgentCommand {

        public SetAgentMode {
            Identifiers.require("agent_id", agentId);
        }

        @Override
        public Reply decide(Draft draft) {
            Agent agent = draft.agent(agentId);
            intervention.require("agent '" + agentId + "'", agent.version());
            if (agent.mode() != mode) {
                Stamp stamp = draft.next();
                draft.emit(new SwarmEvent.AgentUpdated(stamp, agent.with(mode, stamp)));
            }
            return new Reply.AgentIs(draft.agent(agentId), false);
        }
    }

    /** Takes an agent out of the swarm; the tasks that it holds are pending again, where they have an attempt left. */
    record RemoveAgent(String agentId, Intervention intervention) implements AgentCommand {

        public RemoveAgent {
            Identifiers.require("agent_id", agentId);
        }

        public RemoveAgent(String agentId) {
            this(agentId, Intervention.NONE);
        }

        @Override
        public Reply decide(Draft draft) {
            Agent agent = draft.agent(agentId);
            intervention.require("agent '" + agentId + "'", agent.version());
            for (Task task : draft.state().heldBy(agentId)) {
                draft.endAttempt(task, agentId, Faults.AGENT_REMOVED, false);
            }
            draft.emit(new SwarmEvent.AgentRemoved(draft.next(), agentId));
            return new Reply.Gone();
        }
    }
}
