package io.swarmbot.swarm;

import io.swarmbot.store.Cursor;
import java.util.ArrayList;
import java.util.Collection;
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
 * The claims that found no task and are willing to wait, first come, first served. Those whose agents can do the same
 * stand in one line, so a task finds the first who can do it without asking everybody.
 *
 * <p>Thread-safety: confined to the swarm's runner, but for {@link #isSomebodyOver}. The timer only asks the runner to look.
 */
final class WaitingClaims {

    private record Place(Request claim, String agentId, List<String> capabilities) {}

    private final TreeMap<Long, Place> places = new TreeMap<>();
    private final Map<List<String>, TreeMap<Long, Request>> lines = new HashMap<>();
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
        List<String> capabilities =
                state.agent(agentId).map(Agent::capabilities).orElse(List.of());
        places.put(claim.turn(), new Place(claim, agentId, capabilities));
        lines.computeIfAbsent(capabilities, any -> new TreeMap<>()).put(claim.turn(), claim);
        byAgent.computeIfAbsent(agentId, any -> new TreeMap<>()).put(claim.turn(), claim);
    }

    /** False where it does not wait here. */
    boolean remove(Request claim) {
        Place place = places.remove(claim.turn());
        if (place == null) {
            return false;
        }
        remove(lines, place.capabilities(), claim);
        remove(byAgent, place.agentId(), claim);
        return true;
    }

    private static <K> void remove(Map<K, TreeMap<Long, Request>> index, K key, Request claim) {
        TreeMap<Long, Request> claims = index.get(key);
        if (claims != null && claims.remove(claim.turn()) != null && claims.isEmpty()) {
            index.remove(key);
        }
    }

    /** Takes out the first whose agent can do what the task asks for. */
    @Nullable
    Request takeFor(Task task) {
        Request first = null;
        for (Map.Entry<List<String>, TreeMap<Long, Request>> line : lines.entrySet()) {
            Request head = line.getValue().firstEntry().getValue();
            if ((first == null || head.turn() < first.turn()) && line.getKey().containsAll(task.requirements())) {
                first = head;
            }
        }
        if (first != null) {
            remove(first);
        }
        return first;
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

    /** The agents of those who wait. */
    Collection<String> agents() {
        return byAgent.keySet();
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
