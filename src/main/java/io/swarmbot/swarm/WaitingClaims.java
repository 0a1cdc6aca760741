package io.swarmbot.swarm;

import io.swarmbot.store.Cursor;
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
 * The claims that found no task and are willing to wait. Whose agent has least to do is served first, then whose is most
 * reliable, then who came first. Those whose agents can do the same stand in one line, so a task finds the first who can do
 * it without asking everybody.
 *
 * <p>Thread-safety: confined to the swarm's runner, but for {@link #isSomebodyOver}. The timer only asks the runner to look.
 */
final class WaitingClaims {

    private record Place(Request claim, String agentId, List<String> capabilities, Rank<Long> rank) {}

    private final TreeMap<Long, Place> places = new TreeMap<>();
    private final Map<List<String>, TreeMap<Rank<Long>, Request>> lines = new HashMap<>();
    private final Map<String, TreeMap<Long, Request>> byAgent = new HashMap<>();
    private final ConcurrentLinkedQueue<Request> over = new ConcurrentLinkedQueue<>();
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

    /** Lets the claim wait for what it has left of its time, in the place that is its by its turn. */
    void put(Request claim, SwarmState state) {
        if (claim.takeTiming()) {
            if (places.size() >= limit) {
                forgetWithdrawn();
            }
            if (places.size() >= limit) {
                claim.reject(new Rejection(ErrorCode.SWARM_BUSY, "too many claims wait"));
                return;
            }
            ScheduledFuture<?> alarm = timer.schedule(() -> isOver(claim), claim.nanosLeft(), TimeUnit.NANOSECONDS);
            claim.answer().whenComplete((answer, failure) -> alarm.cancel(false));
        } else if (claim.nanosLeft() <= 0) {
            // Its alarm may have been given while it was not here.
            over.add(claim);
        }
        String agentId = claim.requireSpeaker();
        Agent agent = state.agent(agentId).orElse(null);
        List<String> capabilities = agent == null ? List.of() : agent.capabilities();
        Place place = new Place(claim, agentId, capabilities, rankOf(claim, agent, state));
        places.put(claim.turn(), place);
        lines.computeIfAbsent(capabilities, any -> new TreeMap<>()).put(place.rank(), claim);
        byAgent.computeIfAbsent(agentId, any -> new TreeMap<>()).put(claim.turn(), claim);
    }

    /** Of those that are alike, who came first. */
    private static Rank<Long> rankOf(Request claim, @Nullable Agent agent, SwarmState state) {
        return agent == null ? new Rank<>(0, 0, claim.turn()) : Rank.of(agent, state.load(agent.id()), claim.turn());
    }

    /** False where it does not wait here. */
    boolean remove(Request claim) {
        Place place = places.remove(claim.turn());
        if (place == null) {
            return false;
        }
        remove(lines, place.capabilities(), place.rank());
        remove(byAgent, place.agentId(), claim.turn());
        return true;
    }

    private static <K, P> void remove(Map<K, TreeMap<P, Request>> index, K key, P place) {
        TreeMap<P, Request> claims = index.get(key);
        if (claims != null && claims.remove(place) != null && claims.isEmpty()) {
            index.remove(key);
        }
    }

    /** The agent has more or less to do than before, or is more or less reliable. */
    void rankAnew(String agentId, SwarmState state) {
        for (Request claim : of(agentId)) {
            remove(claim);
            put(claim, state);
        }
    }

    /** Takes out the first whose agent can do what the task asks for. */
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

    /** Those of one agent, in order. */
    List<Request> of(String agentId) {
        TreeMap<Long, Request> claims = byAgent.get(agentId);
        return claims == null ? List.of() : List.copyOf(claims.values());
    }

    /** All, in order. */
    List<Request> all() {
        List<Request> all = new ArrayList<>(places.size());
        places.values().forEach(place -> all.add(place.claim()));
        return all;
    }

    void forgetWithdrawn() {
        all().stream().filter(Request::isWithdrawn).forEach(this::remove);
    }

    /** Whether somebody's time may be up. Any thread. */
    boolean isSomebodyOver() {
        return !over.isEmpty();
    }

    /** Tells those whose time is up that there was no task. */
    void expire(Cursor cursor) {
        for (Request claim = over.poll(); claim != null; claim = over.poll()) {
            if (remove(claim)) {
                claim.answer().complete(new Answer(cursor, new Reply.NoTask()));
            }
        }
    }

    private void isOver(Request claim) {
        over.add(claim);
        askRunner.run();
    }
}
