package io.swarmbot.command;

import io.swarmbot.command.attempt.AttemptErrors;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentEvent;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Judges which agents have been silent for too long, and removes those that are lost for good. The service gives this
 * command itself, again and again.
 *
 * @param silence how long the agent with that id has been silent
 * @param isLeased whether the lease of a held task runs: its agent is not lost before it is over, if somebody gave it
 * @param isForgotten whether an agent, which is lost, has been so for long enough to be removed
 */
public record SweepLiveness(
        Function<String, Duration> silence,
        Duration staleAfter,
        Duration lostAfter,
        Predicate<Agent> isForgotten,
        Predicate<Task> isLeased)
        implements Command {

    /** How many agents one command judges at most. The next sweep judges the others. */
    private static final int AT_ONCE = 200;

    /** A sweep of a swarm in which nobody gave a lease. */
    public SweepLiveness(
            Function<String, Duration> silence, Duration staleAfter, Duration lostAfter, Predicate<Agent> isForgotten) {
        this(silence, staleAfter, lostAfter, isForgotten, task -> false);
    }

    /** The ids of the agents whose liveness this sweep would change, and of those that it would remove. */
    public List<String> suspects(SwarmState state) {
        return suspectsIn(state).map(Agent::id).toList();
    }

    @Override
    public void describe(Meaning meaning) {
        // Nobody repeats it under a key.
    }

    @Override
    public Reply decide(Draft draft) {
        List<Agent> changed = suspectsIn(draft.state()).limit(AT_ONCE).toList();
        for (Agent agent : changed) {
            Liveness judged = judge(agent, draft.state());
            if (judged == agent.liveness()) {
                // It may have spoken since it was found, and only one that is lost is removed.
                if (judged == Liveness.LOST) {
                    new RemoveAgent(agent.id()).decide(draft);
                }
                continue;
            }
            draft.emit(new AgentEvent.AgentLivenessChanged(draft.next(), agent.id(), judged, agent.liveness()));
            if (judged == Liveness.LOST) {
                draft.because("agent " + agent.id() + " is lost");
                AgentWork.takeBackAll(draft, agent.id(), AttemptErrors.AGENT_LOST);
                Agent free = draft.agent(agent.id());
                draft.change(free, free.activity().with(AgentStatus.OFFLINE));
                draft.because(null);
            }
            if (draft.events().size() >= Settlement.MAX_EVENTS) {
                break;
            }
        }
        return new Reply.Gone();
    }

    private Stream<Agent> suspectsIn(SwarmState state) {
        return state.agents().stream().filter(agent -> isSuspect(agent, state));
    }

    private boolean isSuspect(Agent agent, SwarmState state) {
        Liveness judged = judge(agent, state);
        return judged != agent.liveness() || (judged == Liveness.LOST && isForgotten.test(agent));
    }

    /** Silence never improves an agent's liveness. Only a command of the agent makes it live again. */
    private Liveness judge(Agent agent, SwarmState state) {
        Duration silent = silence.apply(agent.id());
        if (agent.liveness() == Liveness.LOST || (silent.compareTo(lostAfter) >= 0 && !isKept(agent, state))) {
            return Liveness.LOST;
        }
        return agent.liveness() == Liveness.STALE || silent.compareTo(staleAfter) >= 0 ? Liveness.STALE : Liveness.LIVE;
    }

    /** Whether the agent holds a task whose lease was given and is not over. */
    private boolean isKept(Agent agent, SwarmState state) {
        return state.heldBy(agent.id()).stream().anyMatch(task -> task.isLeaseGiven() && isLeased.test(task));
    }
}
