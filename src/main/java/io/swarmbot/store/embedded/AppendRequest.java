package io.swarmbot.store.embedded;

import io.swarmbot.store.Append;
import io.swarmbot.store.AppendResult;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.EntityRow;
import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.store.ReadResult;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A request for one compare-and-append. */
final class AppendRequest implements WriteRequest {

    private static final int ENTITY_OVERHEAD_BYTES = 100;

    private final String swarm;
    private final Append append;
    private final byte[] packed;
    private final int size;
    private final Supplier<CompletableFuture<ReadResult>> missed;
    private final BiConsumer<String, Cursor> moved;
    private final CompletableFuture<AppendResult> answer = new CompletableFuture<>();

    // The result of write(). At most one is set; neither is set if the log's head was not the expected one.
    private @Nullable Cursor appended;
    private @Nullable RuntimeException refusal;

    /**
     * @param missed reads the entries after the expected head; called if there is a conflict
     * @param moved gets the swarm and the new head after the commit
     */
    AppendRequest(
            String swarm,
            Append append,
            Supplier<CompletableFuture<ReadResult>> missed,
            BiConsumer<String, Cursor> moved) {
        this.swarm = swarm;
        this.append = append;
        this.missed = missed;
        this.moved = moved;
        // The caller's thread packs and encodes, so that the only thread that writes need not.
        this.packed = PackedEntries.pack(append.entries());
        this.size = packed.length
                + append.entities().stream().mapToInt(AppendRequest::sizeOf).sum();
    }

    private static int sizeOf(EntityRow entity) {
        byte[] json = entity.json();
        return ENTITY_OVERHEAD_BYTES + (json == null ? 0 : json.length);
    }

    CompletableFuture<AppendResult> answer() {
        return answer;
    }

    @Override
    public void write(WriteSession session) throws SQLException {
        appended = null;
        refusal = null;
        LogState log = session.logs().named(swarm);
        if (log == null) {
            refusal = new NoSuchSwarmException(swarm);
        } else if (log.refusal() != null) {
            refusal = log.refusal();
        } else {
            appended = session.appends().find(log, append);
            if (appended == null && log.head().equals(append.expectedHead())) {
                session.past().keep(log, append.entities());
                session.appends().insert(log, append, packed);
                session.entities().write(log, append.entities());
                session.past().cover(log);
                session.trimming().checkSize(log);
                appended = append.head();
            }
        }
    }

    @Override
    public void complete() {
        if (refusal != null) {
            answer.completeExceptionally(refusal);
        } else if (appended != null) {
            answer.complete(new AppendResult.Appended(appended));
            moved.accept(swarm, appended);
        } else {
            missed.get().whenComplete((page, failure) -> {
                if (failure == null) {
                    answer.complete(new AppendResult.Conflict(page));
                } else {
                    answer.completeExceptionally(failure);
                }
            });
        }
    }

    @Override
    public void fail(RuntimeException failure) {
        answer.completeExceptionally(failure);
    }

    @Override
    public int size() {
        return size;
    }
}
