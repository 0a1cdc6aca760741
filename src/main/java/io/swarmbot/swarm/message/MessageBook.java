package io.swarmbot.swarm.message;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * The messages of a swarm that are not acknowledged yet, and where each of them waits.
 *
 * <p>Thread-safety: immutable.
 */
public final class MessageBook {

    public static final MessageBook EMPTY =
            new MessageBook(TreePMap.empty(), HashTreePMap.empty(), HashTreePMap.empty(), TreePSet.empty());

    private record End(Instant time, long seq, String id) implements Comparable<End> {

        static End of(SwarmMessage message) {
            return new End(message.expiresAt(), message.seq(), message.id());
        }

        @Override
        public int compareTo(End other) {
            int byTime = time.compareTo(other.time);
            return byTime != 0 ? byTime : Long.compare(seq, other.seq);
        }
    }

    private final TreePMap<String, SwarmMessage> byId;
    /** In the order in which they were sent. A place without any is not there. */
    private final PMap<Recipient, TreePMap<Long, SwarmMessage>> byPlace;
    /** How many were sent to each recipient, wherever they are now. One without any is not there. */
    private final PMap<Recipient, Integer> counts;

    private final TreePSet<End> ends;

    private MessageBook(
            TreePMap<String, SwarmMessage> byId,
            PMap<Recipient, TreePMap<Long, SwarmMessage>> byPlace,
            PMap<Recipient, Integer> counts,
            TreePSet<End> ends) {
        this.byId = byId;
        this.byPlace = byPlace;
        this.counts = counts;
        this.ends = ends;
    }

    public static MessageBook of(Collection<SwarmMessage> messages) {
        MessageBook book = EMPTY;
        for (SwarmMessage message : messages) {
            book = book.with(message);
        }
        return book;
    }

    public @Nullable SwarmMessage get(String id) {
        return byId.get(id);
    }

    public boolean isEmpty() {
        return byId.isEmpty();
    }

    public int size() {
        return byId.size();
    }

    /** Those with a greater id, in order of their ids. */
    public Collection<SwarmMessage> after(String id) {
        return id.isEmpty() ? byId.values() : byId.tailMap(id, false).values();
    }

    /** Those that wait there, in the order in which they were sent. */
    public Collection<SwarmMessage> at(Recipient place) {
        TreePMap<Long, SwarmMessage> waiting = byPlace.get(place);
        return waiting == null ? List.of() : waiting.values();
    }

    /** How many were sent to that recipient, those included that an agent got. */
    public int count(Recipient to) {
        return counts.getOrDefault(to, 0);
    }

    /** The message whose time ends first; null if there is none whose time is over. */
    public @Nullable SwarmMessage firstExpired(Instant now) {
        SwarmMessage first = ends.isEmpty() ? null : byId.get(ends.first().id());
        return first != null && first.isExpired(now) ? first : null;
    }

    public MessageBook with(SwarmMessage message) {
        MessageBook others = without(message.id());
        TreePMap<Long, SwarmMessage> there = others.byPlace.getOrDefault(message.place(), TreePMap.empty());
        return new MessageBook(
                others.byId.plus(message.id(), message),
                others.byPlace.plus(message.place(), there.plus(message.seq(), message)),
                others.counts.plus(message.to(), others.count(message.to()) + 1),
                others.ends.plus(End.of(message)));
    }

    public MessageBook without(String id) {
        SwarmMessage known = byId.get(id);
        if (known == null) {
            return this;
        }
        TreePMap<Long, SwarmMessage> left =
                byPlace.getOrDefault(known.place(), TreePMap.empty()).minus(known.seq());
        int count = count(known.to()) - 1;
        return new MessageBook(
                byId.minus(id),
                left.isEmpty() ? byPlace.minus(known.place()) : byPlace.plus(known.place(), left),
                count == 0 ? counts.minus(known.to()) : counts.plus(known.to(), count),
                ends.minus(End.of(known)));
    }
}
