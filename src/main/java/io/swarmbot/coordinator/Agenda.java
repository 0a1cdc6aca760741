package io.swarmbot.coordinator;

import io.swarmbot.command.Command;
import io.swarmbot.swarm.EventType;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What a swarm has to decide, and in which order. A waiting claim goes first as soon as there is a task for it. Then
 * come requests that must be decided again, then requests that came in; each kind in order of arrival.
 *
 * <p>Between two groups no claim waits for which the state has a task. Therefore every event that makes a task
 * available, or changes what an agent can do, is looked at here: events that were decided, events of other replicas,
 * and events that were undone.
 *
 * <p>Thread-safety: any thread may {@link #offer} and ask {@link #isDue}; everything else belongs to the swarm's run.
 */
final class Agenda {

    private final Inbox inbox;
    private final WaitingClaims waiting;
    private final BiConsumer<Command, SwarmState> heard;
    /** Requests that must be decided again, by their turn. */
    private final TreeMap<Long, Request> again = new TreeMap<>();
    /** Tasks that an agent of a waiting claim may be able to do. */
    private final Set<String> onOffer = new LinkedHashSet<>();
    /** Waiting claims for which there may be a task, by their turn. */
    private final TreeMap<Long, Request> inDoubt = new TreeMap<>();

    // Of the group that is being decided: claims that waited before it, and claims that wait since.
    private final Set<Request> waitedBefore = new LinkedHashSet<>();
    private final Set<Request> waitSince = new LinkedHashSet<>();
    private long arrivals;

    /** @param heard is told each command of an agent, with the state after it */
    Agenda(Inbox inbox, WaitingClaims waiting, BiConsumer<Command, SwarmState> heard) {
        this.inbox = inbox;
        this.waiting = waiting;
        this.heard = heard;
    }

    /** As {@link Inbox#offer}. */
    Inbox.Offer offer(List<Request> requests) {
        return inbox.offer(requests);
    }

    /** Whether the run has something to decide, or a claim to answer whose time is up. */
    boolean isDue() {
        return !inbox.isEmpty() || waiting.isAnyExpired();
    }

    /** Whether no claim waits and nothing has to be decided again. What has just come in is not looked at. */
    boolean isEmpty() {
        return waiting.isEmpty() && again.isEmpty();
    }

    /** Decides requests until the group is full or nothing is left. */
    void fill(Group group, Instant now) {
        waitedBefore.clear();
        waitSince.clear();
        while (!group.isFull()) {
            Request request = next(group.state());
            if (request == null) {
                return;
            }
            if (request.isWithdrawn()) {
                continue;
            }
            int before = group.events().size();
            boolean isDecided = group.decide(request, now);
            if (request.command().speaker() != null) {
                heard.accept(request.command(), group.state());
            }
            if (!isDecided) {
                waiting.put(request, group.state());
                if (!waitedBefore.contains(request)) {
                    waitSince.add(request);
                }
            }
            List<SwarmEvent> events = group.events();
            look(events.subList(before, events.size()), group.state());
        }
    }

    private @Nullable Request next(SwarmState state) {
        Request claim = nextClaim(state);
        if (claim != null) {
            if (!waitSince.contains(claim)) {
                waitedBefore.add(claim);
            }
            return claim;
        }
        Map.Entry<Long, Request> first = again.pollFirstEntry();
        if (first != null) {
            return first.getValue();
        }
        Request request = inbox.poll();
        if (request != null) {
            request.takeTurn(++arrivals);
        }
        return request;
    }

    private @Nullable Request nextClaim(SwarmState state) {
        while (!onOffer.isEmpty()) {
            String id = onOffer.iterator().next();
            // The agent may turn out to be paused: the task stays on offer until it is taken or no claim is left.
            Request claim =
                    state.task(id).filter(state::isReady).map(waiting::takeFor).orElse(null);
            if (claim != null) {
                return claim;
            }
            onOffer.remove(id);
        }
        while (!inDoubt.isEmpty()) {
            Request claim = inDoubt.pollFirstEntry().getValue();
            if (waiting.remove(claim)) {
                return claim;
            }
        }
        return null;
    }

    /**
     * Looks at events that came into the state or left it: a waiting claim may find a task now, or have lost its agent.
     */
    void look(List<SwarmEvent> events, SwarmState state) {
        if (waiting.isEmpty()) {
            return;
        }
        for (SwarmEvent event : events) {
            if (!event.type().isOfEntity()) {
                continue;
            }
            String taskId = event.taskId();
            if (taskId != null) {
                offerTasks(taskId, state);
            } else if (event.agentId() != null && event.type().changesWhatAnAgentCanDo()) {
                waiting.of(event.agentId()).forEach(claim -> doubt(claim, state));
            } else if (event.agentId() != null && event.type() == EventType.AGENT_STATUS_CHANGED) {
                waiting.rankAnew(event.agentId(), state);
            }
        }
    }

    private void offerTasks(String changed, SwarmState state) {
        Task task = state.task(changed).orElse(null);
        if (task == null) {
            return;
        }
        if (task.status() == TaskStatus.ASSIGNED) {
            // By a person, or by another claim: whoever waits may be answered with it.
            task.assignedAgents()
                    .forEach(agent -> waiting.of(agent).stream()
                            .filter(claim -> claim.command().isAnsweredWithHeldTask())
                            .forEach(claim -> doubt(claim, state)));
        } else if (state.isReady(task)) {
            onOffer.add(changed);
        } else if (task.status() == TaskStatus.COMPLETED) {
            for (Task dependent : state.dependentsOf(changed)) {
                if (state.isReady(dependent)) {
                    onOffer.add(dependent.id());
                }
            }
        }
    }

    /** Asks every waiting claim again, because the whole state was replaced. */
    void doubtAll(SwarmState state) {
        waiting.all().forEach(claim -> doubt(claim, state));
    }

    private void doubt(Request claim, SwarmState state) {
        waiting.remove(claim);
        waiting.put(claim, state);
        inDoubt.put(claim.turn(), claim);
    }

    /** The group was not appended: its requests are decided again, and claims that had waited keep their places. */
    void undo(Group group, SwarmState state) {
        for (Request request : group.requests()) {
            if (request.isWithdrawn()) {
                continue;
            }
            if (waitedBefore.contains(request)) {
                doubt(request, state);
            } else {
                again.put(request.turn(), request);
            }
        }
        for (Request claim : waitSince) {
            if (waiting.remove(claim)) {
                again.put(claim.turn(), claim);
            }
        }
        look(group.events(), state);
    }

    /** The group was not appended and will not be: its requests are rejected. */
    void reject(Group group, Rejection rejection, SwarmState state) {
        group.reject(rejection);
        look(group.events(), state);
    }

    /** Rejects the requests that were to be decided again. */
    void rejectUndone(Rejection rejection) {
        again.values().forEach(request -> request.reject(rejection));
        again.clear();
    }

    /** Rejects every request, waiting claims too. */
    void rejectAll(Rejection rejection) {
        waiting.all().forEach(claim -> {
            waiting.remove(claim);
            claim.reject(rejection);
        });
        onOffer.clear();
        inDoubt.clear();
        rejectUndone(rejection);
        for (Request request = inbox.poll(); request != null; request = inbox.poll()) {
            request.reject(rejection);
        }
    }

    /** Answers the claims whose time is up. */
    void expire(SwarmState state) {
        waiting.expire(state.cursor());
    }

    /** Counts every agent whose claim waits as heard. */
    void hearThoseWhoWait(SwarmState state) {
        waiting.forgetWithdrawn();
        waiting.all().forEach(claim -> heard.accept(claim.command(), state));
    }
}
