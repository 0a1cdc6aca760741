package io.swarmbot.coordinator;

import io.swarmbot.command.RandomCommands;
import io.swarmbot.command.Scene;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.AgentEvent;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.wire.JsonCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The log of a lively swarm, and its state after each event. Without store or threads: it follows from the generator.
 */
public final class RandomLog {

    private static final JsonCodec CODEC = new JsonCodec();

    private final List<LogEntry> entries = new ArrayList<>();
    private final List<SwarmState> states = new ArrayList<>();

    /** @param length how many events it has at least */
    public RandomLog(Random random, SwarmLimits limits, int length) {
        RandomCommands commands = new RandomCommands(random);
        Instant now = Scene.NOON;
        states.add(SwarmState.empty("default", limits, new Cursor("k3f9", 0)));
        while (entries.size() < length) {
            now = now.plusMillis(random.nextInt(2_000));
            Group group = new Group(head(), CODEC, "replica");
            group.decide(new Request(commands.next(head()), Ticker.system()), now);
            for (LogEntry entry : group.entries()) {
                entries.add(entry);
                states.add(folded(head(), entry));
            }
        }
    }

    /** The first is that behind the beginning of the log. */
    public List<LogEntry> entries() {
        return entries;
    }

    /** The state after so many events. */
    public SwarmState after(int events) {
        return states.get(events);
    }

    /**
     * The state with the event in it; as any client folds it, to which the removal of an agent that it does not know is
     * no news.
     */
    public static SwarmState folded(SwarmState state, LogEntry entry) {
        SwarmEvent event = CODEC.decode(state.swarm(), entry, false);
        boolean isNoNews = event instanceof AgentEvent.AgentRemoved removed
                && state.agent(removed.agentId()).isEmpty();
        return isNoNews ? state : event.applyTo(state);
    }

    private SwarmState head() {
        return states.get(states.size() - 1);
    }
}
