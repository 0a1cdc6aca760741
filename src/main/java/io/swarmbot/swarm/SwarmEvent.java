package io.swarmbot.swarm;

import org.jspecify.annotations.Nullable;

/**
 * What happened in a swarm. An event carries the new value of every stored field that it changes, of at most one agent
 * or task. So the state is the fold of the log, and a snapshot plus the events after it is a later snapshot.
 *
 * <p>Integrators observe events with CDI: all of them ({@code @Observes SwarmEvent}), those of agents or of tasks, or
 * one type ({@code @Observes AgentEvent.AgentStatusChanged}). Each observer gets the events of a swarm in log order,
 * after they are durable, at its own pace.
 */
public sealed interface SwarmEvent
        permits AgentEvent, TaskEvent, MessageEvent, FileEvent, TokenEvent, SwarmEvent.MetricsTaken {

    Stamp stamp();

    /** The same event under another stamp. */
    SwarmEvent with(Stamp stamp);

    EventType type();

    /** The agent that the event is about or that caused it. */
    default @Nullable String agentId() {
        return null;
    }

    /** The task that the event is about. */
    default @Nullable String taskId() {
        return null;
    }

    /** The state after this event and after the receipt that it carries. */
    default SwarmState foldInto(SwarmState state) {
        SwarmState next = applyTo(state);
        Receipt receipt = stamp().receipt();
        return receipt == null ? next : next.with(receipt);
    }

    /** The state after this event, without its receipt. */
    SwarmState applyTo(SwarmState state);

    /** The swarm's metrics were taken. */
    record MetricsTaken(Stamp stamp, SwarmMetrics metrics) implements SwarmEvent {

        @Override
        public MetricsTaken with(Stamp newStamp) {
            return new MetricsTaken(newStamp, metrics);
        }

        @Override
        public EventType type() {
            return EventType.SWARM_METRICS;
        }

        @Override
        public SwarmState applyTo(SwarmState state) {
            return state.pastMetrics(stamp);
        }
    }
}
