package io.swarmbot.store;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * A store whose logs have only readable entries: one that cannot be read is replaced by an entry of the type
 * {@link LogEntry#UNREADABLE} with the same cursor. So one bad entry neither ends a reader nor leaves a hole.
 */
public final class ReadableStore extends ForwardingStore {

    private final UnaryOperator<LogEntry> readable;

    /**
     * @param readable returns the entry as it is, or what is shown in its place; called for each entry of each read, on
     *     any thread
     */
    public ReadableStore(SwarmStore store, UnaryOperator<LogEntry> readable) {
        super(store);
        this.readable = readable;
    }

    @Override
    public CompletionStage<ReadResult> read(String swarm, Cursor after, PageLimit limit) {
        return super.read(swarm, after, limit).thenApply(this::checked);
    }

    @Override
    public CompletionStage<AppendResult> append(String swarm, Append append) {
        return super.append(swarm, append)
                .thenApply(result -> result instanceof AppendResult.Conflict conflict
                        ? new AppendResult.Conflict(checked(conflict.missed()))
                        : result);
    }

    private ReadResult checked(ReadResult result) {
        if (!(result instanceof ReadResult.Page page)) {
            return result;
        }
        List<LogEntry> entries = page.entries().stream().map(readable).toList();
        return new ReadResult.Page(entries, page.head());
    }
}
