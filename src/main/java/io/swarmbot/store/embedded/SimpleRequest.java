package io.swarmbot.store.embedded;

import io.swarmbot.store.StoreException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A request whose answer is known as soon as it is written. */
final class SimpleRequest<T extends @Nullable Object> implements WriteRequest {

    /** Writes, and returns the answer. */
    interface Action<T extends @Nullable Object> {

        /** @throws StoreException if the request is refused; then nothing was written */
        T write(WriteSession session) throws SQLException;
    }

    private final Action<T> action;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private @Nullable T result;
    private @Nullable StoreException refusal;

    SimpleRequest(Action<T> action) {
        this.action = action;
    }

    CompletableFuture<T> answer() {
        return answer;
    }

    @Override
    public void write(WriteSession session) throws SQLException {
        refusal = null;
        try {
            result = action.write(session);
        } catch (StoreException e) {
            refusal = e;
        }
    }

    @Override
    public void complete() {
        if (refusal != null) {
            answer.completeExceptionally(refusal);
        } else {
            answer.complete(result);
        }
    }

    @Override
    public void fail(RuntimeException failure) {
        answer.completeExceptionally(failure);
    }
}
