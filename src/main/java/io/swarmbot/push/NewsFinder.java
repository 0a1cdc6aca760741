package io.swarmbot.push;

import io.swarmbot.store.LogEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the groups of a shard for which something new is in the log. It looks at each event once. Groups that want
 * events of certain agents or tasks are found by those, so an event costs nothing for the groups that want others.
 *
 * <p>Thread-safety: confined to the shard's event loop.
 */
final class NewsFinder {

    private final Feed feed;
    private final Map<String, List<SubscriptionGroup>> byAgent = new HashMap<>();
    private final Map<String, List<SubscriptionGroup>> byTask = new HashMap<>();
    /** Groups that do not say whose events they want. */
    private final List<SubscriptionGroup> others = new ArrayList<>();

    /** The life of the log that was looked at; see {@link Feed#life}. */
    private int life;
    /** The sequence up to which it was looked at. */
    private long reached;

    NewsFinder(Feed feed) {
        this.feed = feed;
        this.life = feed.life();
        this.reached = feed.head().seq();
    }

    void add(SubscriptionGroup group) {
        change(group, list -> list.add(group));
    }

    void remove(SubscriptionGroup group) {
        change(group, list -> list.remove(group));
    }

    private void change(SubscriptionGroup group, Consumer<List<SubscriptionGroup>> action) {
        if (group.key().filter() instanceof Filter filter
                && !(filter.agents().isEmpty() && filter.tasks().isEmpty())) {
            boolean isByAgent = !filter.agents().isEmpty();
            change(isByAgent ? byAgent : byTask, isByAgent ? filter.agents() : filter.tasks(), action);
        } else {
            action.accept(others);
        }
    }

    private static void change(
            Map<String, List<SubscriptionGroup>> lists, Set<String> names, Consumer<List<SubscriptionGroup>> action) {
        for (String name : names) {
            List<SubscriptionGroup> list = lists.computeIfAbsent(name, missing -> new ArrayList<>(1));
            action.accept(list);
            if (list.isEmpty()) {
                lists.remove(name);
            }
        }
    }

    /** The sequence up to which the log was looked at. */
    long reached() {
        return reached;
    }

    /** Whether what was found is true of the present life of the log. */
    boolean isOfThisLife() {
        return life == feed.life();
    }

    /**
     * Looks at what is new in the log.
     *
     * @param all the groups: each of them may have news if the log cannot be looked at
     * @param found is told each group that has news, perhaps more than once
     */
    void look(Iterable<SubscriptionGroup> all, Consumer<SubscriptionGroup> found) {
        int present = feed.life();
        long head = feed.head().seq();
        boolean isSeen = present == life && lookUpTo(head, found);
        if (!isSeen || present != feed.life()) {
            life = present;
            reached = head;
            for (SubscriptionGroup group : all) {
                group.noteNews(0);
                found.accept(group);
            }
        }
    }

    private boolean lookUpTo(long head, Consumer<SubscriptionGroup> found) {
        while (reached < head) {
            List<LogEntry> entries = feed.recent(reached, Shard.PAGE).orElse(List.of());
            if (entries.isEmpty()) {
                return false;
            }
            for (LogEntry entry : entries) {
                look(entry, others, found);
                look(entry, listOf(byAgent, entry.agentId()), found);
                look(entry, listOf(byTask, entry.taskId()), found);
                reached = entry.seq();
            }
        }
        return true;
    }

    private static List<SubscriptionGroup> listOf(Map<String, List<SubscriptionGroup>> lists, @Nullable String name) {
        return name == null || lists.isEmpty() ? List.of() : lists.getOrDefault(name, List.of());
    }

    private static void look(LogEntry entry, List<SubscriptionGroup> groups, Consumer<SubscriptionGroup> found) {
        for (SubscriptionGroup group : groups) {
            if (!group.hasNews() && group.key().filter().test(entry)) {
                group.noteNews(entry.seq());
                found.accept(group);
            }
        }
    }
}
