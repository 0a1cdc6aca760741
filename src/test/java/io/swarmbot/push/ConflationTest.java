package io.swarmbot.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.swarmbot.coordinator.RandomLog;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntries;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.wire.Documents;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is left of a range says of every entity what the range says of it, and how much is left out. */
class ConflationTest {

    private static final int EVENTS = 3_000;
    private static final int RANGES = 25;
    private static final SwarmLimits LIMITS = new SwarmLimits(8, 60, 1_000);

    private long seq;
    private Conflation range = new Conflation(place(0));

    private static Cursor place(long seq) {
        return new Cursor("k3f9", seq);
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void conflationFoldsToTheSameStateAsTheWholeRange(long seed) {
        Random random = Seeds.random("conflationFoldsToTheSameStateAsTheWholeRange", seed);
        RandomLog log = new RandomLog(random, LIMITS, EVENTS);
        for (int n = 0; n < RANGES; n++) {
            int from = random.nextInt(EVENTS);
            int to = Math.min(EVENTS, from + random.nextInt(n % 2 == 0 ? 100 : EVENTS));
            SwarmState folded = log.after(from);

            while (from < to) {
                Conflation part = conflated(log, from, to);
                for (LogEntry entry : part.entries()) {
                    folded = RandomLog.folded(folded, entry);
                }
                assertThat(part.from().seq()).isEqualTo(from);
                assertThat(part.to().seq()).isGreaterThan(from);
                assertThat(part.size()).isEqualTo(part.entries().size());
                assertThat(part.skipped() + part.size()).isEqualTo(part.to().seq() - from);
                assertThat(bytes(part)).isLessThanOrEqualTo(Conflation.MAX_BYTES);
                from = (int) part.to().seq();
                if (from == to || random.nextInt(30) == 0) {
                    assertThat(withoutCursor(folded)).isEqualTo(withoutCursor(log.after(from)));
                }
            }
        }
    }

    @Test
    void conflationKeepsTheNewestOfEachTypeAndEntityInLogOrder() {
        take("agent_status_changed", "a", null);
        take("agent_liveness_changed", "a", null);
        take("agent_status_changed", "b", null);
        take("task_status_changed", "a", "t");
        take("task_progress", "a", "t");
        take("task_status_changed", "b", "t");
        take("agent_status_changed", "a", null);
        // A task may have the id of an agent.
        take("task_status_changed", null, "b");

        assertThat(left()).containsExactly(2L, 3L, 5L, 6L, 7L, 8L);
        assertThat(range.skipped()).isEqualTo(2);
    }

    @Test
    void eventOfTheWholeEntityDropsAllOlderEventsOfIt() {
        take("agent_registered", "a", null);
        take("agent_status_changed", "a", null);
        take("agent_liveness_changed", "a", null);
        take("task_status_changed", "a", "t");
        take("agent_updated", "a", null);
        take("agent_status_changed", "a", null);
        take("agent_registered", "b", null);
        take("agent_removed", "b", null);
        take("task_status_changed", "a", "t2");
        take("task_submitted", null, "t2");

        assertThat(left()).containsExactly(4L, 5L, 6L, 8L, 10L);
    }

    @Test
    void eventsWithoutEntityOrOfUnknownTypeAreKept() {
        take("alert", null, null);
        take("alert", null, null);
        take("seen_by_a_newer_replica", "a", null);
        take("seen_by_a_newer_replica", "a", null);
        take("agent_removed", "a", null);

        assertThat(left()).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void rangeEndsBeforeTheEventThatHasNoRoom() {
        int half = Conflation.MAX_BYTES / 2;
        assertThat(take("agent_status_changed", "a", half)).isTrue();
        assertThat(take("agent_status_changed", "b", half)).isFalse();
        range.take(entry("agent_status_changed", "a", null, half));

        assertThat(range.to().seq()).isEqualTo(3);
        assertThat(range.skipped()).isEqualTo(1);
    }

    @Test
    void eventLargerThanAMessageIsSentAlone() {
        assertThat(take("agent_status_changed", "a", Conflation.MAX_BYTES)).isTrue();
        assertThat(take("agent_status_changed", "a", Conflation.MAX_BYTES)).isTrue();
        assertThat(take("agent_status_changed", "b", 1)).isFalse();

        assertThat(left()).containsExactly(2L);
    }

    @Test
    void skippedCountsOnlyWantedEvents() {
        take("agent_status_changed", "a", null);
        range.pass(place(7));

        assertThat(range.to().seq()).isEqualTo(7);
        assertThat(range.skipped()).isZero();
    }

    private static Conflation conflated(RandomLog log, int from, int to) {
        Conflation part = new Conflation(place(from));
        for (LogEntry entry : log.entries().subList(from, to)) {
            if (!part.take(entry)) {
                break;
            }
        }
        return part;
    }

    private static int bytes(Conflation part) {
        return part.entries().stream()
                .mapToInt(entry -> entry.json().length + 1)
                .sum();
    }

    /** The last event of a range may be the removal of an agent that the reader never heard of. */
    private static String withoutCursor(SwarmState state) {
        String snapshot = new String(Documents.snapshot(state).bytes(), UTF_8);
        return snapshot.replaceFirst("\"cursor\":\"[^\"]*\"", "");
    }

    private void take(String type, @Nullable String agent, @Nullable String task) {
        assertThat(range.take(entry(type, agent, task, 10))).isTrue();
    }

    private boolean take(String type, String agent, int bytes) {
        return range.take(entry(type, agent, null, bytes));
    }

    private LogEntry entry(String type, @Nullable String agent, @Nullable String task, int bytes) {
        seq++;
        return new LogEntry(new Cursor("k3f9", seq), type, agent, task, "replica", new byte[bytes]);
    }

    private List<Long> left() {
        return LogEntries.seqs(range.entries());
    }

    @Test
    void alertsAndLogLinesAreAllKept() {
        Conflation range = new Conflation(place(0));
        String[] types = {"alert", "log", "alert", "log", "swarm_metrics", "swarm_metrics", "task_updated"};
        for (int n = 0; n < types.length; n++) {
            range.take(new LogEntry(
                    new Cursor("k3f9", n + 1), types[n], "agent1", "t1", "replica", new byte[] {'{', '}'}));
        }

        assertThat(range.entries())
                .extracting(LogEntry::type)
                .containsExactly("alert", "log", "alert", "log", "swarm_metrics", "task_updated");
    }
}
