package io.swarmbot.push;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.ReadResult.Gap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds where a log starts. Thread-safety: any thread. */
public final class LogStart {

    private LogStart() {}

    /**
     * The first cursor behind which the log keeps everything. A log that is trimmed meanwhile may start behind it. A
     * store does not say where its log starts, so this asks about one place after the other: about 20 small reads if a
     * million events were trimmed.
     *
     * @param source reads a small page
     * @param expired a cursor that the log answered with {@code EXPIRED}
     * @param head of the log at that time
     */
    public static CompletionStage<Cursor> find(LogReader.Source source, Cursor expired, Cursor head) {
        return between(source, expired.seq(), head);
    }

    /** @param lost the greatest sequence that is known to be expired */
    private static CompletionStage<Cursor> between(LogReader.Source source, long lost, Cursor kept) {
        if (kept.seq() - lost <= 1) {
            return CompletableFuture.completedStage(kept);
        }
        Cursor middle = new Cursor(kept.epoch(), lost + (kept.seq() - lost) / 2);
        return source.readAfter(middle)
                .thenCompose(read ->
                        read instanceof Gap ? between(source, middle.seq(), kept) : between(source, lost, middle));
    }
}
