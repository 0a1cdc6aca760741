package io.swarmbot.store.embedded;

import io.swarmbot.store.AppendResult;
import io.swarmbot.store.Batch;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.EntityRow;
import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.store.ReadResult;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One compare-and-append. */
final class AppendWork implements Work {

    private static final int ENTITY_OVERHEAD = 100;

    private final String swarm;
    private final Batch batch;
    private final byte[] packed;
    private final int size;
    private final Supplier<CompletableFuture<ReadResult>> missed;
    private final BiConsumer<String, Cursor> moved;
    private final CompletableFuture<AppendResult> answer = new CompletableFuture<>();

    // What came of it, as the transaction leaves it: one of them, or none where the head was another one.
    private @Nullable Cursor appended;
    private @Nullable RuntimeException refusal;

    /**
     * @param missed asks what the log has behind the expected head
     * @param moved is told where the log moved to
     */
    AppendWork(
            String swarm,
            Batch batch,
            Supplier<CompletableFuture<ReadResult>> missed,
            BiConsumer<String, Cursor> moved) {
        this.swarm = swarm;
        this.batch = batch;
        this.missed = missed;
        this.moved = moved;
        // Here, and not on the one thread that writes; entities are encoded when they are first asked for their bytes.
        this.packed = PackedEntries.pack(batch.entries());
        this.size = packed.length
                + batch.entities().stream().mapToInt(AppendWork::sizeOf).sum();
    }

    private static int sizeOf(EntityRow entity) {
        byte[] json = entity.json();
        return ENTITY_OVERHEAD + (json == null ? 0 : json.length);
    }

    CompletableFuture<AppendResult> answer() {
        return answer;
    }

    @Override
    public void write(WriteSession session) throws SQLException {
        appended = null;
        refusal = null;
        KnownLog log = session.logs().named(swarm);
        if (log == null) {
            refusal = new NoSuchSwarmException(swarm);
        } else if (log.refusal() != null) {
            refusal = log.refusal();
        } else {
            appended = session.appends().find(log, batch);
            if (appended == null && log.head().equals(batch.expectedHead())) {
                session.appends().insert(log, batch, packed);
                session.entities().write(log, batch.entities());
                session.trimming().grew(log);
                appended = batch.head();
            }
        }
    }

    @Override
    public void committed() {
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
    public void failed(RuntimeException failure) {
        answer.completeExceptionally(failure);
    }

    @Override
    public int size() {
        return size;
    }
}
