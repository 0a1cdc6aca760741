package io.swarmbot.swarm;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Judges who has been silent for too long. The service gives it to itself.
 *
 * @param silence how long an agent has been silent by now
 */
record SweepLiveness(Function<String, Duration> silence, Duration staleAfter, Duration lostAfter) implements Command {

    /** Agents judged by one command; the next sweep goes on. */
    private static final int AT_ONCE = 200;

    /** Those whose liveness is no longer what it was. */
    List<String> suspects(SwarmState state) {
        return state.agents().stream()
                .filter(agent -> judge(agent) != agent.liveness())
                .map(Agent::id)
                .toList();
    }

    @Override
    public Reply decide(Draft draft) {
        List<Agent> changed = draft.state().agents().stream()
                .filter(agent -> judge(agent) != agent.liveness())
                .limit(AT_ONCE)
                .toList();
        for (Agent agent : changed) {
            Liveness judged = judge(agent);
            draft.emit(new SwarmEvent.AgentLivenessChanged(draft.next(), agent.id(), judged, agent.liveness()));
            if (judged == Liveness.LOST) {
                draft.because("agent " + agent.id() + " is lost");
                draft.takeBack(agent.id(), Faults.AGENT_LOST);
                Agent free = draft.agent(agent.id());
                draft.change(free, AgentStatus.OFFLINE, free.currentTask(), free.details());
                draft.because(null);
            }
            if (draft.events().size() >= Settlement.MAX_EVENTS) {
                break;
            }
        }
        return new Reply.Gone();
    }

    /** Silence only ever makes it worse: who is not live becomes so again by speaking. */
    private Liveness judge(Agent agent) {
        Duration silent = silence.apply(agent.id());
        if (agent.liveness() == Liveness.LOST || silent.compareTo(lostAfter) >= 0) {
            return Liveness.LOST;
        }
        return agent.liveness() == Liveness.STALE || silent.compareTo(staleAfter) >= 0 ? Liveness.STALE : Liveness.LIVE;
    }
}
