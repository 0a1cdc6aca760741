package io.swarmbot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swarmbot.command.Command;
import io.swarmbot.command.RegisterAgent;
import io.swarmbot.command.UpdateAgentStatus;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Json;
import io.swarmbot.testing.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Writers that number their commands, each waiting for an answer before it gives the next, and keep what they were
 * told: so the log can be held against the answers.
 */
final class NumberedLoad implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final AtomicInteger LOADS = new AtomicInteger();

    private final int number = LOADS.incrementAndGet();
    private final List<Thread> threads = new ArrayList<>();
    private final Set<String> done = ConcurrentHashMap.newKeySet();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    private final AtomicInteger answers = new AtomicInteger();
    private volatile boolean isOver;
    private volatile Throwable fault;

    /** So many writers at each of the replicas. */
    NumberedLoad(int writers, CoordinatorHarness... replicas) {
        for (int n = 0; n < replicas.length; n++) {
            for (int w = 0; w < writers; w++) {
                CoordinatorHarness replica = replicas[n];
                String agent = "agent" + n + "." + w;
                Thread thread = new Thread(() -> write(replica, agent), agent);
                thread.start();
                threads.add(thread);
            }
        }
    }

    /** Commands that were answered with yes, so far. */
    int done() {
        return done.size();
    }

    int unknown() {
        return unknown.size();
    }

    int refused() {
        return refused.size();
    }

    private void write(CoordinatorHarness replica, String agent) {
        try {
            for (int n = 0; !isOver; n++) {
                String name = agent + "#" + number + "." + n;
                ErrorCode code = give(
                        replica,
                        new UpdateAgentStatus(agent, AgentStatus.BUSY, new Json("{\"name\":\"" + name + "\"}")));
                if (code == null) {
                    done.add(name);
                } else if (code == ErrorCode.OUTCOME_UNKNOWN) {
                    unknown.add(name);
                } else {
                    refused.add(name);
                    if (code == ErrorCode.UNKNOWN_AGENT) {
                        give(replica, new RegisterAgent(agent, null, null, List.of(), null));
                    } else {
                        // As Retry-After asks a client to, only shorter.
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                    }
                    assertThat(code).isIn(ErrorCode.UNKNOWN_AGENT, ErrorCode.STORE_UNAVAILABLE, ErrorCode.SWARM_BUSY);
                }
            }
        } catch (RuntimeException | Error e) {
            fault = e;
        }
    }

    private ErrorCode give(CoordinatorHarness replica, Command command) {
        try {
            replica.submit(command).get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            return null;
        } catch (ExecutionException e) {
            return Rejections.in(new CompletionException(e.getCause()))
                    .orElseThrow(() -> new AssertionError("a fault", e))
                    .code();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("stuck with " + command, e);
        } finally {
            answers.incrementAndGet();
        }
    }

    @Override
    public void close() {
        isOver = true;
        for (Thread thread : threads) {
            try {
                thread.join(Patience.LIMIT.plusSeconds(5).toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (fault != null) {
            throw new AssertionError("a writer failed", fault);
        }
    }

    /**
     * Every command is in the log once if it was answered with yes, never if with no, and at most once if with neither.
     */
    void assertIn(List<LogEntry> log) {
        Map<String, Integer> found = found(log);
        assertThat(found.values()).allMatch(times -> times == 1);
        assertThat(found.keySet()).containsAll(done).doesNotContainAnyElementsOf(refused);
    }

    /** As {@link #assertIn}, of a log that may have lost what it had. */
    void assertNothingFalseIn(List<LogEntry> log) {
        Map<String, Integer> found = found(log);
        assertThat(found.values()).allMatch(times -> times == 1);
        assertThat(found.keySet()).doesNotContainAnyElementsOf(refused);
    }

    private static Map<String, Integer> found(List<LogEntry> log) {
        Map<String, Integer> found = new TreeMap<>();
        for (LogEntry entry : log) {
            if (entry.type().equals("agent_status_changed")) {
                try {
                    JsonNode event = JSON.readTree(entry.json());
                    found.merge(event.path("details").path("name").asText(), 1, Integer::sum);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return found;
    }
}
