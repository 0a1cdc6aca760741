package io.swarmbot.store.embedded;

import io.swarmbot.store.StoreException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Work whose answer is known once it is written. */
final class AnsweredWork<T extends @Nullable Object> implements Work {

    interface Writing<T extends @Nullable Object> {

        /** @throws StoreException where it is refused, before anything was written */
        T write(WriteSession session) throws SQLException;
    }

    private final Writing<T> writing;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private @Nullable T result;
    private @Nullable StoreException refusal;

    AnsweredWork(Writing<T> writing) {
        this.writing = writing;
    }

    CompletableFuture<T> answer() {
        return answer;
    }

    @Override
    public void write(WriteSession session) throws SQLException {
        refusal = null;
        try {
            result = writing.write(session);
        } catch (StoreException e) {
            refusal = e;
        }
    }

    @Override
    public void committed() {
        if (refusal != null) {
            answer.completeExceptionally(refusal);
        } else {
            answer.complete(result);
        }
    }

    @Override
    public void failed(RuntimeException failure) {
        answer.completeExceptionally(failure);
    }
}
