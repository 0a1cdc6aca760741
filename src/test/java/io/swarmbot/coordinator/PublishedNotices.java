package io.swarmbot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntries;
import io.swarmbot.store.LogEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A publisher that keeps what it is told, and notes where a swarm's groups do not follow one another. */
final class PublishedNotices implements Publisher {

    private final List<Notice> notices = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final Map<String, Cursor> reached = new HashMap<>();
    private final Map<String, AtomicInteger> callers = new HashMap<>();

    @Override
    public void publish(Notice notice) {
        if (notice instanceof GroupCommitted group) {
            publish(group);
            return;
        }
        synchronized (this) {
            notices.add(notice);
            if (notice instanceof SwarmReset reset) {
                reached.put(reset.swarm(), reset.head());
            } else if (notice instanceof SwarmDeleted deleted) {
                reached.remove(deleted.swarm());
            }
        }
    }

    private void publish(GroupCommitted group) {
        AtomicInteger atOnce;
        synchronized (this) {
            atOnce = callers.computeIfAbsent(group.swarm(), name -> new AtomicInteger());
        }
        int callersNow = atOnce.incrementAndGet();
        Thread.onSpinWait();
        synchronized (this) {
            Cursor expected = reached.getOrDefault(group.swarm(), group.from());
            // A new epoch that lost nothing is not told: it begins where the one before ended.
            boolean isNext = group.from().seq() == expected.seq();
            if (callersNow > 1 || !isNext || !isWhole(group)) {
                faults.add(callersNow + " at once: " + group + " after " + expected);
            }
            reached.put(group.swarm(), group.to());
            notices.add(group);
        }
        atOnce.decrementAndGet();
    }

    private static boolean isWhole(GroupCommitted group) {
        List<Long> expected = LogEntries.seqs(group.from().seq() + 1, group.to().seq());
        return !group.entries().isEmpty() && LogEntries.seqs(group.entries()).equals(expected);
    }

    /** All that was published so far; fails where a group came out of order, twice, with a hole, or beside another. */
    synchronized List<Notice> all() {
        assertThat(faults).isEmpty();
        return List.copyOf(notices);
    }

    /** Forgets what was published so far. */
    synchronized void clear() {
        notices.clear();
    }

    List<GroupCommitted> groups(String swarm) {
        return all().stream()
                .filter(GroupCommitted.class::isInstance)
                .map(GroupCommitted.class::cast)
                .filter(group -> group.swarm().equals(swarm))
                .toList();
    }

    List<LogEntry> entries(String swarm) {
        return groups(swarm).stream().flatMap(group -> group.entries().stream()).toList();
    }

    <T> List<T> of(Class<T> type) {
        return all().stream().filter(type::isInstance).map(type::cast).toList();
    }
}
