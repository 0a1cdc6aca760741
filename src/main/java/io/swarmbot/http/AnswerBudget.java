package io.swarmbot.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.swarmbot.store.ByteBudget;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The bytes that all answers together hold until their clients have taken them. A client that does not read costs its
 * share of this budget, and nothing else. Streams have budgets of their own.
 *
 * <p>A document takes the bytes of one piece from the budget, and is refused if they are not free. Documents leave a
 * quarter of the budget to answers that are never refused: small ones, above all those to commands that were done.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
public class AnswerBudget {

    private static final long MOST_BYTES = 256L << 20;

    /** Without a setting, answers take at most this part of the heap: a quarter. */
    private static final int MEMORY_SHARE = 4;

    /** Documents leave this part of the budget free: a quarter. */
    private static final int FREE_SHARE = 4;

    private final ByteBudget bytes;
    private final long keptFree;

    public AnswerBudget(AnswerSettings settings, MeterRegistry meters) {
        long usual = Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / MEMORY_SHARE);
        this.bytes =
                new ByteBudget(settings.maxBytes().map(MemorySize::asLongValue).orElse(usual));
        this.keptFree = bytes.limit() / FREE_SHARE;
        meters.gauge("swarmbot.answers.bytes", bytes, ByteBudget::used);
    }

    /**
     * Takes bytes for a part of a document.
     *
     * @throws Rejection {@code swarm_busy} if they are not free
     */
    void take(long wanted) {
        if (!tryTake(wanted)) {
            throw spent();
        }
    }

    /** Takes bytes for a part of a document; false if they are not free. */
    public boolean tryTake(long wanted) {
        return bytes.tryAdd(wanted, keptFree);
    }

    /** Counts the bytes of an answer that must not be refused. */
    void add(long used) {
        bytes.add(used);
    }

    /** Gives bytes back. */
    public void give(long used) {
        bytes.add(-used);
    }

    /**
     * Refuses a request before anything is done for it, if answers hold all that they may.
     *
     * @throws Rejection {@code swarm_busy}
     */
    public void requireRoom() {
        if (bytes.isSpent()) {
            throw spent();
        }
    }

    /** The bytes that documents may hold when no other answer is under way. */
    public long documentLimit() {
        return bytes.limit() - keptFree;
    }

    /** The bytes that answers hold now. */
    public long used() {
        return bytes.used();
    }

    private Rejection spent() {
        return new Rejection(
                ErrorCode.SWARM_BUSY,
                "answers that their clients have not taken hold the " + bytes.limit()
                        + " bytes of swarmbot.answers.max-bytes");
    }
}
