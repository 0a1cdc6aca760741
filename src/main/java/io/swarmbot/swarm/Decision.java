package io.swarmbot.swarm;

import java.util.List;

/**
 * What a command would do to a state.
 *
 * @param events empty where it changes nothing
 * @param state the state with these events in it
 */
record Decision(List<SwarmEvent> events, SwarmState state, Reply reply) {

    Decision {
        events = List.copyOf(events);
    }
}
