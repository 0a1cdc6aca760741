package io.swarmbot.push;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.Page;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads for the members of a group what memory no longer holds. Members that stand at the same place share one read: if
 * thousands come back at once, the store is asked once for each page, and each page is encoded once.
 *
 * <p>Thread-safety: confined to the shard's event loop.
 */
final class SharedReads {

    /** Is told what a read brought, by the event loop. Exactly one of its methods is called, once. */
    interface Reader {

        /** Takes the range, and releases it. The range is empty if the store has nothing behind that place. */
        void take(EncodedRange range);

        /** Takes the news that the log cannot be read on from that place. */
        void take(Gap gap);

        /**
         * Nothing is known yet: the store failed, or it told of a life of the log that this process has not heard of.
         */
        void retryLater(@Nullable Throwable failure);
    }

    private final Feed feed;
    private final SubscriptionGroup group;
    private final Executor loop;
    private final Map<Cursor, Read> underWay = new HashMap<>();

    SharedReads(Feed feed, SubscriptionGroup group, Executor loop) {
        this.feed = feed;
        this.group = group;
        this.loop = loop;
    }

    void read(Cursor from, Reader reader) {
        Read present = underWay.get(from);
        if (present != null) {
            present.readers.add(reader);
            return;
        }
        Read read = new Read(from);
        read.readers.add(reader);
        underWay.put(from, read);
        new LogReader(cursor -> feed.read(cursor, group.encoder().page()), loop, read).readOn(from);
    }

    /** One read, for all readers that asked for its place before it was done. */
    private final class Read implements LogReader.Visitor {

        private final Cursor from;
        private final Conflation range;
        private final int life = feed.life();
        private final List<Reader> readers = new ArrayList<>(1);

        Read(Cursor from) {
            this.from = from;
            this.range = group.encoder().conflation(from);
        }

        @Override
        public @Nullable Cursor take(Page page) {
            if (life != feed.life() || !feed.isKnown(page.head())) {
                end(reader -> reader.retryLater(null));
                return null;
            }
            boolean isComplete = !group.isConflated()
                    || page.entries().isEmpty()
                    || group.encoder().fill(range, page.entries(), group.limit());
            if (!isComplete) {
                return feed.at(range.to().seq());
            }
            EncodedRange encoded = group.isConflated()
                    ? group.encoder().encode(range)
                    : group.encode(from, page.entries(), page.head().seq());
            group.keep(encoded);
            end(reader -> reader.take(encoded.retain()));
            encoded.release();
            return null;
        }

        @Override
        public @Nullable Cursor take(Gap gap) {
            end(life == feed.life() ? reader -> reader.take(gap) : reader -> reader.retryLater(null));
            return null;
        }

        @Override
        public void fail(Throwable failure) {
            end(reader -> reader.retryLater(failure));
        }

        private void end(Consumer<Reader> result) {
            if (underWay.remove(from, this)) {
                readers.forEach(result);
            }
        }
    }
}
