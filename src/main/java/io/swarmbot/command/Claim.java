package io.swarmbot.command;

import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentMode;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import java.time.Duration;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the next task that the agent can do.
 *
 * @param patience how long the agent waits if there is none, within {@link Limits.Span#WAIT}
 * @param terms the lease that the agent wants for the task
 * @param unstarted what becomes of a task that the agent holds already
 */
public record Claim(String agentId, Duration patience, Lease.Terms terms, Unstarted unstarted) implements AgentCommand {

    /** What a claim does with a task that the agent holds and has not started. */
    public enum Unstarted {
        /** Nothing: the agent gets another task. */
        LEAVE,
        /**
         * The claim answers with it and changes nothing, so that a claim may be repeated whose answer was lost. Of
         * several it is the one that the agent has held longest.
         */
        ANSWER
    }

    public Claim {
        Identifiers.require("agent_id", agentId);
        patience = Limits.Span.WAIT.require(patience);
    }

    /** Asks for one more task. */
    public Claim(String agentId, Duration patience, Lease.Terms terms) {
        this(agentId, patience, terms, Unstarted.LEAVE);
    }

    /** Asks for a task under the usual lease. */
    public Claim(String agentId, Duration patience) {
        this(agentId, patience, Lease.Terms.NONE);
    }

    @Override
    public boolean isAnsweredWithDue() {
        return true;
    }

    @Override
    public boolean isAnsweredWithHeldTask() {
        return unstarted == Unstarted.ANSWER;
    }

    @Override
    public void describe(Meaning meaning) {
        meaning.put("agent_id", agentId).put(terms);
    }

    @Override
    public Reply decide(Draft draft) {
        terms.requireWithin(draft.state().rules());
        Agent agent = draft.agent(agentId);
        Task waiting = isAnsweredWithHeldTask() ? unstartedOf(draft) : null;
        if (waiting != null) {
            return Reply.of(waiting);
        }
        if (!agent.mayClaim()) {
            throw new Rejection(ErrorCode.AGENT_PAUSED, whyNot(agent) + " and takes no tasks");
        }
        if (draft.state().load(agentId) >= Limits.NAMES) {
            throw new Rejection(
                    ErrorCode.LIMIT_REACHED, "agent '" + agentId + "' holds " + Limits.NAMES + " tasks, the limit");
        }
        Task task = draft.state().nextFor(agent).orElse(null);
        if (task == null) {
            return new Reply.NoTask();
        }
        AgentWork.claim(draft, task, agent, terms);
        return Reply.of(draft.task(task.id()));
    }

    private @Nullable Task unstartedOf(Draft draft) {
        return draft.state().heldBy(agentId).stream()
                .filter(task -> task.status() == TaskStatus.ASSIGNED)
                .min(Comparator.comparing((Task task) -> task.times().statusSince())
                        .thenComparing(Task::id))
                .orElse(null);
    }

    private static String whyNot(Agent agent) {
        String who = "agent '" + agent.id() + "' ";
        if (agent.mode() == AgentMode.ACTIVE) {
            return who + "paused itself";
        }
        String done = agent.mode() == AgentMode.PAUSED ? "was paused" : "was told to finish";
        return who + done + (agent.modeBy() == null ? "" : " by " + agent.modeBy());
    }
}
