package io.swarmbot.command;

import io.swarmbot.swarm.Receipt;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a command would do to a state.
 *
 * @param events empty if the command changes nothing
 * @param state the state after these events
 */
public record Decision(List<SwarmEvent> events, SwarmState state, Reply reply) {

    public Decision {
        events = List.copyOf(events);
    }

    /**
     * Decides a command: a pure function of its arguments.
     *
     * @param now the time of day in whole milliseconds; if the state's own timestamp is later, the events get that
     * @throws Rejection if the command cannot be done
     */
    public static Decision of(SwarmState state, Command command, Instant now) {
        if (command instanceof WrappedCommand.Traced traced) {
            return of(state, traced.command(), now).tracedBy(traced.traceparent());
        }
        Draft draft = new Draft(state, command.intervention(), now);
        WrappedCommand.Keyed keyed = command instanceof WrappedCommand.Keyed known ? known : null;
        Reply earlier = keyed == null ? null : keyed.replay(state, draft.now());
        if (earlier != null) {
            return new Decision(List.of(), state, earlier);
        }
        String speaker = command.speaker();
        if (speaker != null) {
            AgentWork.revive(draft, speaker);
        }
        Reply reply = command.decide(draft);
        if (speaker != null && command.isAnsweredWithDue() && reply.content() != Reply.Content.NONE) {
            Messages.take(draft, speaker);
        }
        if (!draft.events().isEmpty()) {
            SwarmState decided = draft.state();
            Settlement.settle(draft);
            reply = draft.state() == decided ? reply : reply.asOf(draft.state());
            Receipt receipt = keyed == null ? null : keyed.receipt(reply, draft.lastStamp(), state.rules());
            if (receipt != null) {
                draft.sign(receipt);
            }
        }
        return new Decision(draft.events(), draft.state(), reply);
    }

    /** The same with the trace on the last event. */
    private Decision tracedBy(String traceparent) {
        if (events.isEmpty()) {
            return this;
        }
        List<SwarmEvent> traced = new ArrayList<>(events);
        SwarmEvent last = traced.remove(traced.size() - 1);
        traced.add(last.with(last.stamp().tracedBy(traceparent)));
        return new Decision(traced, state, reply);
    }
}
