package io.swarmbot.coordinator;

import io.swarmbot.command.Outcome;
import io.swarmbot.command.Reply;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rank;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The claims that found no task and are willing to wait. The claim whose agent has the least to do is served first,
 * then the one whose agent is the most reliable, then the one that came first. Claims whose agents have the same
 * capabilities stand in one line, so a task finds its claim without a look at every claim.
 *
 * <p>Thread-safety: belongs to the swarm's run, but for {@link #isAnyExpired}. The timer only asks the run to look.
 */
final class WaitingClaims {

    private record Place(Request claim, String agentId, List<String> capabilities, Rank<Long> rank) {}

    private final TreeMap<Long, Place> places = new TreeMap<>();
    private final Map<List<String>, TreeMap<Rank<Long>, Request>> lines = new HashMap<>();
    private final Map<String, TreeMap<Long, Request>> byAgent = new HashMap<>();
    private final ConcurrentLinkedQueue<Request> expired = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService timer;
    private final Runnable askRunner;
    private final int limit;

    WaitingClaims(ScheduledExecutorService timer, Runnable askRunner, int limit) {
        this.timer = timer;
        this.askRunner = askRunner;
        this.limit = limit;
    }

    boolean isEmpty() {
        return places.isEmpty();
    }

    /** Lets the claim wait for the rest of its time, in the place that its turn gives it. */
    void put(Request claim, SwarmState state) {
        if (claim.claimAlarm()) {
            if (places.size() >= limit) {
                forgetWithdrawn();
            }
            if (places.size() >= limit) {
                claim.reject(new Rejection(ErrorCode.SWARM_BUSY, "too many claims wait"));
                return;
            }
            ScheduledFuture<?> alarm =
                    timer.schedule(() -> expireLater(claim), claim.nanosLeft(), TimeUnit.NANOSECONDS);
            claim.answer().whenComplete((answer, failure) -> alarm.cancel(false));
            claim.onImpatience(() -> expireLater(claim));
        } else if (claim.nanosLeft() <= 0) {
            // Its alarm may have rung while it was not here.
            expired.add(claim);
        }
        String agentId = claim.requireSpeaker();
        Agent agent = state.agent(agentId).orElse(null);
        List<String> capabilities = agent == null ? List.of() : agent.capabilities();
        Place place = new Place(claim, agentId, capabilities, rankOf(claim, agent, state));
        places.put(claim.turn(), place);
        lines.computeIfAbsent(capabilities, any -> new TreeMap<>()).put(place.rank(), claim);
        byAgent.computeIfAbsent(agentId, any -> new TreeMap<>()).put(claim.turn(), claim);
    }

    /** Among claims of equal agents the earlier one comes first. */
    private static Rank<Long> rankOf(Request claim, @Nullable Agent agent, SwarmState state) {
        return agent == null ? new Rank<>(0, 0, claim.turn()) : Rank.of(agent, state.load(agent.id()), claim.turn());
    }

    /** Takes the claim out; false if it does not wait here. */
    boolean remove(Request claim) {
        Place place = places.remove(claim.turn());
        if (place == null) {
            return false;
        }
        remove(lines, place.capabilities(), place.rank());
        remove(byAgent, place.agentId(), claim.turn());
        return true;
    }

    @SuppressWarnings("NonApiType") // The values of the maps are sorted.
    private static <K, P> void remove(Map<K, TreeMap<P, Request>> index, K key, P place) {
        TreeMap<P, Request> claims = index.get(key);
        if (claims != null && claims.remove(place) != null && claims.isEmpty()) {
            index.remove(key);
        }
    }

    /** Gives the agent's claims new places, because the agent's load or reliability has changed. */
    void rankAnew(String agentId, SwarmState state) {
        for (Request claim : of(agentId)) {
            remove(claim);
            put(claim, state);
        }
    }

    /** Takes out the first claim whose agent can do the task; null if there is none. */
    @Nullable
    Request takeFor(Task task) {
        Map.Entry<Rank<Long>, Request> first = null;
        for (Map.Entry<List<String>, TreeMap<Rank<Long>, Request>> line : lines.entrySet()) {
            Map.Entry<Rank<Long>, Request> head = line.getValue().firstEntry();
            if ((first == null || head.getKey().compareTo(first.getKey()) < 0)
                    && line.getKey().containsAll(task.requirements())) {
                first = head;
            }
        }
        if (first == null) {
            return null;
        }
        remove(first.getValue());
        return first.getValue();
    }

    /** The claims of one agent, in order of arrival. */
    List<Request> of(String agentId) {
        TreeMap<Long, Request> claims = byAgent.get(agentId);
        return claims == null ? List.of() : List.copyOf(claims.values());
    }

    /** All claims, in order of arrival. */
    List<Request> all() {
        List<Request> all = new ArrayList<>(places.size());
        places.values().forEach(place -> all.add(place.claim()));
        return all;
    }

    /** Takes out the claims that nobody waits for any more. */
    void forgetWithdrawn() {
        all().stream().filter(Request::isWithdrawn).forEach(this::remove);
    }

    /** Whether the time of a claim may be up. Any thread. */
    boolean isAnyExpired() {
        return !expired.isEmpty();
    }

    /** Answers the claims whose time is up: there was no task. */
    void expire(Cursor cursor) {
        for (Request claim = expired.poll(); claim != null; claim = expired.poll()) {
            if (remove(claim)) {
                claim.answer().complete(new Outcome.Committed(cursor, new Reply.NoTask()));
            }
        }
    }

    private void expireLater(Request claim) {
        expired.add(claim);
        askRunner.run();
    }
}
