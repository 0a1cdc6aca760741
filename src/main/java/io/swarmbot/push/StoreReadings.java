package io.swarmbot.push;

import io.swarmbot.store.ReadResult;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.Page;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a cohort's members read from the store, where memory does not reach back so far: once for all who stand at the same
 * place. When thousands come back at once, the store is not asked thousands of times, nor is each page encoded so often.
 *
 * <p>Thread-safety: confined to the shard's event loop.
 */
final class StoreReadings {

    /** Is told what a reading brought, in the event loop. All are null where it has to be tried again later. */
    interface Reader {

        /**
         * Takes the result.
         *
         * @param batch the reader's, who releases it
         * @param gap why the place cannot be gone on from
         */
        void took(@Nullable Batch batch, @Nullable Gap gap, @Nullable Throwable failure);
    }

    private final Feed feed;
    private final Cohort cohort;
    private final Executor loop;
    private final Map<Long, List<Reader>> waiting = new HashMap<>();

    StoreReadings(Feed feed, Cohort cohort, Executor loop) {
        this.feed = feed;
        this.cohort = cohort;
        this.loop = loop;
    }

    void read(long from, Reader reader) {
        List<Reader> others = waiting.get(from);
        if (others != null) {
            others.add(reader);
            return;
        }
        waiting.put(from, new ArrayList<>(List.of(reader)));
        readOn(from, cohort.range(from), feed.life());
    }

    private void readOn(long from, Conflation range, int life) {
        feed.read(feed.at(range.to()), cohort.page())
                .whenComplete((result, failure) -> loop.execute(() -> wasRead(from, range, life, result, failure)));
    }

    private void wasRead(
            long from, Conflation range, int life, @Nullable ReadResult result, @Nullable Throwable failure) {
        try {
            if (life == feed.life() && result instanceof Gap gap) {
                tell(from, null, gap, null);
            } else if (life == feed.life() && result instanceof Page page && isUsable(page)) {
                took(from, range, life, page);
            } else {
                tell(from, null, null, failure);
            }
        } catch (RuntimeException | Error broken) {
            tell(from, null, null, broken);
        }
    }

    /** Of the history that we are in; and not empty, which a store may be that has yet to hear of what we wait for. */
    private boolean isUsable(Page page) {
        return feed.isKnown(page.head()) && !page.entries().isEmpty();
    }

    private void took(long from, Conflation range, int life, Page page) {
        if (cohort.isConflated() && !cohort.fill(range, page.entries())) {
            readOn(from, range, life);
            return;
        }
        Batch batch = cohort.isConflated()
                ? cohort.encode(range)
                : cohort.encode(from, page.entries(), page.head().seq());
        cohort.remember(batch);
        tell(from, batch, null, null);
        batch.release();
    }

    private void tell(long from, @Nullable Batch batch, @Nullable Gap gap, @Nullable Throwable failure) {
        List<Reader> readers = waiting.remove(from);
        if (readers != null) {
            for (Reader reader : readers) {
                reader.took(batch == null ? null : batch.retain(), gap, failure);
            }
        }
    }
}
