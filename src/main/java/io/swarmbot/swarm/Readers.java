package io.swarmbot.swarm;

import io.swarmbot.store.Cursor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Those who wait until the state has come to a sequence. Any thread. */
final class Readers {

    private record Reader(long seq, CompletableFuture<SwarmState> reached) {}

    private final ConcurrentLinkedQueue<Reader> readers = new ConcurrentLinkedQueue<>();

    /** Completes with a state that {@link #tell} is given. */
    CompletableFuture<SwarmState> await(Cursor cursor) {
        CompletableFuture<SwarmState> reached = new CompletableFuture<>();
        Reader reader = new Reader(cursor.seq(), reached);
        readers.add(reader);
        reached.whenComplete((seen, failure) -> readers.remove(reader));
        return reached;
    }

    void tell(SwarmState state) {
        for (Reader reader : readers) {
            if (reader.seq() <= state.cursor().seq()) {
                reader.reached().complete(state);
            }
        }
    }

    void reject(Rejection rejection) {
        readers.forEach(reader -> reader.reached().completeExceptionally(rejection));
    }
}
