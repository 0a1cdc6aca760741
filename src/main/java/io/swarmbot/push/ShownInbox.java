package io.swarmbot.push;

import io.swarmbot.swarm.view.InboxPage;
import io.swarmbot.swarm.view.InboxPage.Item;
import io.swarmbot.swarm.view.InboxPlace;
import io.swarmbot.wire.InboxMessages;
import io.swarmbot.wire.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The entries of the inbox that one client was shown, at most {@value #SIZE}: those that wait longest. It says what a
 * new look changed.
 *
 * <p>Thread-safety: none.
 */
final class ShownInbox {

    /** As many as the first page of the list has. */
    static final int SIZE = 100;

    /** Null if the client was shown nothing yet. */
    private @Nullable Map<InboxPlace, Item> shown;

    private boolean hasMore;

    /**
     * Takes what there is now, and says it: all of it to a client that was shown nothing yet, otherwise what changed.
     * What went comes before what came, so the client never holds more than {@value #SIZE} entries.
     *
     * @param page the first, of {@value #SIZE} entries
     */
    List<Message> update(InboxPage page) {
        Map<InboxPlace, Item> before = shown;
        boolean hadMore = hasMore;
        Map<InboxPlace, Item> now = new TreeMap<>();
        page.items().forEach(item -> now.put(placeOf(item), item));
        shown = now;
        hasMore = page.next() != null;
        if (before == null) {
            return List.of(InboxMessages.begin(page.items(), hasMore));
        }
        List<Message> news = new ArrayList<>();
        List<Message> added = new ArrayList<>();
        now.replaceAll((place, item) -> {
            Item known = before.get(place);
            // The log of its swarm may be further by now: the client has the entry as it was.
            if (known != null && known.entry().equals(item.entry())) {
                before.remove(place);
                return known;
            }
            added.add(InboxMessages.added(item));
            return item;
        });
        before.values().forEach(item -> news.add(InboxMessages.removed(item)));
        news.addAll(added);
        if (hasMore != hadMore) {
            news.add(InboxMessages.more(hasMore));
        }
        return news;
    }

    private static InboxPlace placeOf(Item item) {
        return new InboxPlace(
                item.entry().since().toEpochMilli(), item.swarm(), item.entry().taskId());
    }
}
