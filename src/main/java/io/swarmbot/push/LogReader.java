package io.swarmbot.push;

import io.swarmbot.concurrent.StageFailure;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.Page;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log page by page until its visitor has enough. Each read brings a page, a gap or a failure, and the visitor
 * says what each of them means to it.
 *
 * <p>Thread-safety: the visitor is called by the executor, one call at a time. Start a reader again only when its
 * visitor had enough.
 */
public final class LogReader {

    /** Where the pages come from. */
    @FunctionalInterface
    public interface Source {

        /** What comes after the cursor. */
        CompletionStage<ReadResult> readAfter(Cursor cursor);
    }

    /** For whom the log is read. */
    public interface Visitor {

        /** Takes the next page. Returns the cursor to read on from, or null if that is enough. */
        @Nullable
        Cursor take(Page page);

        /**
         * Takes the news that the log cannot be read on. Returns the cursor to read on from, or null if that is enough.
         */
        @Nullable
        Cursor take(Gap gap);

        /** The log could not be read, or the visitor itself threw. Nothing more is read. */
        void fail(Throwable failure);
    }

    private final Source source;
    private final Executor executor;
    private final Visitor visitor;

    /** @param executor calls the visitor */
    public LogReader(Source source, Executor executor, Visitor visitor) {
        this.source = source;
        this.executor = executor;
        this.visitor = visitor;
    }

    /** Reads on behind the cursor. Returns at once. */
    public void readOn(Cursor after) {
        CompletionStage<ReadResult> read;
        try {
            read = source.readAfter(after);
        } catch (RuntimeException | Error failure) {
            executor.execute(() -> visitor.fail(failure));
            return;
        }
        read.whenComplete((result, failure) -> executor.execute(() -> take(result, failure)));
    }

    private void take(@Nullable ReadResult result, @Nullable Throwable failure) {
        Cursor next = null;
        try {
            if (result instanceof Page page) {
                next = visitor.take(page);
            } else if (result instanceof Gap gap) {
                next = visitor.take(gap);
            } else {
                visitor.fail(StageFailure.causeOf(
                        failure == null ? new IllegalStateException("the store read nothing") : failure));
            }
        } catch (RuntimeException | Error broken) {
            visitor.fail(broken);
        }
        if (next != null) {
            readOn(next);
        }
    }
}
