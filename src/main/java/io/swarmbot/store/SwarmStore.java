package io.swarmbot.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Keeps the logs, and the entities that they lead to. It knows nothing of agents and tasks: an entry is bytes with a
 * cursor.
 *
 * <p>Thread-safety: any thread may call any method; none blocks its caller.
 *
 * <p>Ordering: the entries of a log are numbered without a hole, in one order that every reader sees. Where its tail may
 * have been lost, the log goes on at what is left of it in a new epoch ({@link Lineage}); a cursor of an earlier epoch is
 * served as far as that epoch leads into the present one.
 *
 * <p>Failure: a stage fails with {@link StoreException}; it says whether something may have been done. Calls that name a
 * swarm which is not there fail with {@link NoSuchSwarmException}.
 *
 * <p>{@code SwarmStoreContract} in the tests is this contract as a suite: a new store passes it by extending it.
 */
public interface SwarmStore extends AutoCloseable {

    /** Makes a swarm with an empty log and a fresh epoch; false where it is there already. */
    CompletionStage<Boolean> create(String swarm);

    /** Removes a swarm with its log and entities; false where there was none. A later swarm of that name has another epoch. */
    CompletionStage<Boolean> delete(String swarm);

    /** The names of all swarms, in order. */
    CompletionStage<List<String>> swarms();

    /** All entities as they are at the head, or empty where there is no such swarm. */
    CompletionStage<Optional<SwarmImage>> load(String swarm);

    /**
     * Compare-and-append: writes the batch if the log's head is the expected one. When the stage completes with
     * {@code Appended}, the batch is as durable as this store is configured to be, and every later read sees it. A batch
     * that is sent again is recognised for as long as its last entry is kept.
     */
    CompletionStage<AppendResult> append(String swarm, Batch batch);

    /** The oldest entries after the cursor, within the limit; at least one where there is any. */
    CompletionStage<ReadResult> read(String swarm, Cursor after, PageLimit limit);

    /**
     * Asks to be told when any log's head moved, whoever moved it. A hint, for speed: it may come twice, late, or not at
     * all; the log is the truth.
     *
     * @param listener called on a thread of the store; it must return at once
     */
    Subscription tail(TailListener listener);

    /** What it offers besides where other processes write to the same logs; empty where this one is alone. */
    default Optional<SharedStore> shared() {
        return Optional.empty();
    }

    /** Completes where the store can do its work now; fails with the reason where it cannot. */
    CompletionStage<Void> check();

    @Override
    void close();

    /** Hears that a log moved. */
    interface TailListener {

        /** The log of this swarm has entries up to {@code head}, or the swarm was deleted where it is null. */
        void moved(String swarm, @org.jspecify.annotations.Nullable Cursor head);
    }

    /** Ends what it was given for, once. */
    interface Subscription extends AutoCloseable {

        @Override
        void close();
    }
}
