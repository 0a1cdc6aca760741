package io.swarmbot.store;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one log of entries for each swarm, and beside it the newest form of each entity that the entries changed. It
 * does not know what an entry means: an entry is bytes with a cursor.
 *
 * <p>Stored before sent: an entry may be shown only once it is in the log, that is, after {@link #append} answered
 * {@code Appended} or a read brought it.
 *
 * <p>Ordering: the entries of a log are numbered without a hole, and every reader sees them in this order. If a store
 * may have lost the newest entries of a log, the log goes on after what is left, in a new epoch. Most cursors of the
 * earlier epoch stay valid; {@link Lineage} says which.
 *
 * <p>Failure: a stage fails with a {@link StoreException}, which says whether something may have been written. A call
 * that names a swarm that does not exist fails with a {@link NoSuchSwarmException}, unless the method says otherwise.
 *
 * <p>Thread-safety: any thread may call any method. No method blocks, apart from {@link #close}.
 *
 * <p>{@code SwarmStoreContract} in the tests checks these promises. The test of a new store extends it.
 */
public interface SwarmStore extends LastUses, DeliveryRows, AutoCloseable {

    /** Makes a swarm with an empty log and a new epoch. Answers false if the swarm exists already. */
    CompletionStage<Boolean> create(String swarm);

    /** Deletes a swarm with its log and entities. Answers false if there is no such swarm. */
    CompletionStage<Boolean> delete(String swarm);

    /** The names of all swarms, sorted. */
    CompletionStage<List<String>> swarms();

    /** All entities of a swarm at the head of its log. Empty if there is no such swarm. */
    CompletionStage<Optional<SwarmImage>> load(String swarm);

    /** About how many entries are between two places of a log of which {@link #loadPast} keeps the entities. */
    int PAST_EVERY = 1_000;

    /**
     * All entities of a swarm as they were at an earlier place of its log: the newest one that the store keeps and that
     * is not behind that sequence. The log keeps every entry after it. Empty if there is no such place, or no such
     * swarm.
     *
     * <p>A store keeps such a place about every {@value #PAST_EVERY} entries, as long as the log keeps what comes after
     * it. It may keep fewer if memory is short. It keeps none from before a version of this service wrote to the log
     * that did not keep them.
     */
    CompletionStage<Optional<SwarmImage>> loadPast(String swarm, long seq);

    /**
     * Compare-and-append: writes the append if the log's head is the expected one. {@code Appended} means that the
     * append is as durable as the store is configured to make it, and that every later read sees it. If the same append
     * is sent again, the store recognises it as long as the log keeps its last entry.
     */
    CompletionStage<AppendResult> append(String swarm, Append append);

    /**
     * The oldest entries after the cursor, at most as many as the limit allows, but at least one if there is one. Every
     * cursor has an answer: if it is invalid, the answer is a {@link ReadResult.Gap}.
     */
    CompletionStage<ReadResult> read(String swarm, Cursor after, PageLimit limit);

    /**
     * Calls the listener when the head of any log moved, until the tail is closed. This is only a hint that makes
     * things fast: it may come twice, late or not at all. What is true is in the log.
     *
     * @param listener called on a thread of the store; it must return at once
     */
    Tail tail(TailListener listener);

    /** What the store offers if other processes write to the same logs, too. Empty if no other process can. */
    default Optional<SharedStore> shared() {
        return Optional.empty();
    }

    /** Completes if the store can read and write now. Otherwise fails with the reason. */
    CompletionStage<Void> check();

    @Override
    void close();

    /** Hears that a log moved. */
    interface TailListener {

        /** The log of {@code swarm} has entries up to {@code head}; null means that the swarm was deleted. */
        void moved(String swarm, @Nullable Cursor head);
    }

    /** The registration of a listener. */
    interface Tail extends AutoCloseable {

        /** Ends the registration. */
        @Override
        void close();
    }
}
