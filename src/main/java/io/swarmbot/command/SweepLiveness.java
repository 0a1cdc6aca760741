package io.swarmbot.command;

import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentEvent;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.swarm.SwarmState;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Judges which agents have been silent for too long, and removes those that are lost for good. The service gives this
 * command itself, again and again.
 *
 * @param silence how long the agent with that id has been silent
 * @param isForgotten whether an agent, which is lost, has been so for long enough to be removed
 */
public record SweepLiveness(
        Function<String, Duration> silence, Duration staleAfter, Duration lostAfter, Predicate<Agent> isForgotten)
        implements Command {

    /** How many agents one command judges at most. The next sweep judges the others. */
    private static final int AT_ONCE = 200;

    /** The ids of the agents whose liveness this sweep would change, and of those that it would remove. */
    public List<String> suspects(SwarmState state) {
        return state.agents().stream().filter(this::isSuspect).map(Agent::id).toList();
    }

    @Override
    public void describe(Meaning meaning) {
        // Nobody repeats it under a key.
    }

    @Override
    public Reply decide(Draft draft) {
        List<Agent> changed = draft.state().agents().stream()
                .filter(this::isSuspect)
                .limit(AT_ONCE)
                .toList();
        for (Agent agent : changed) {
            Liveness judged = judge(agent);
            if (judged == agent.liveness()) {
                new RemoveAgent(agent.id()).decide(draft);
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

    private boolean isSuspect(Agent agent) {
        Liveness judged = judge(agent);
        return judged != agent.liveness() || (judged == Liveness.LOST && isForgotten.test(agent));
    }

    /** Silence never improves an agent's liveness. Only a command of the agent makes it live again. */
    private Liveness judge(Agent agent) {
        Duration silent = silence.apply(agent.id());
        if (agent.liveness() == Liveness.LOST || silent.compareTo(lostAfter) >= 0) {
            return Liveness.LOST;
        }
        return agent.liveness() == Liveness.STALE || silent.compareTo(staleAfter) >= 0 ? Liveness.STALE : Liveness.LIVE;
    }
}
