package io.swarmbot.http;

import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An encoded document that any number of answers share. Its bytes count in the budget until the last holder has
 * released it.
 *
 * <p>Thread-safety: any thread.
 */
public final class AnswerBody {

    private final List<byte[]> pieces;
    private final long length;
    private final AnswerBudget budget;
    private final AtomicInteger holders = new AtomicInteger(1);

    private AnswerBody(List<byte[]> pieces, long length, AnswerBudget budget) {
        this.pieces = pieces;
        this.length = length;
        this.budget = budget;
    }

    public long length() {
        return length;
    }

    /** Holds the body once more. The caller must know that somebody else holds it meanwhile. */
    public void retain() {
        holders.incrementAndGet();
    }

    /** Holds the body once more if anybody holds it; false if nobody does any more. */
    public boolean tryRetain() {
        return holders.getAndUpdate(held -> held == 0 ? 0 : held + 1) > 0;
    }

    /** Whether anybody holds the body. */
    public boolean isHeld() {
        return holders.get() > 0;
    }

    /** Gives one hold back. */
    public void release() {
        if (holders.decrementAndGet() == 0) {
            budget.give(length);
        }
    }

    /** One answer with all bytes of the body, for as long as it is held. */
    public Answer answer() {
        return new Reading();
    }

    private final class Reading implements Answer {

        private int next;

        @Override
        public long length() {
            return length;
        }

        @Override
        public boolean isDone() {
            return next == pieces.size();
        }

        @Override
        public byte @Nullable [] next() {
            return isDone() ? null : pieces.get(next++);
        }
    }

    /** Collects the bytes of a body, and takes room for each piece before it is filled. */
    static final class Builder extends OutputStream {

        /** The first piece is small, because most documents are. Each further one is twice as large, up to a limit. */
        private static final int FIRST_BYTES = 8 * 1024;

        private final AnswerBudget budget;
        private final List<byte[]> pieces = new ArrayList<>(2);
        private long taken;
        private long full;
        private byte[] piece = new byte[0];
        private int used;

        Builder(AnswerBudget budget) {
            this.budget = budget;
        }

        @Override
        public void write(int each) {
            if (used == piece.length) {
                begin();
            }
            piece[used++] = (byte) each;
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            int written = 0;
            while (written < count) {
                if (used == piece.length) {
                    begin();
                }
                int step = Math.min(count - written, piece.length - used);
                System.arraycopy(bytes, from + written, piece, used, step);
                used += step;
                written += step;
            }
        }

        private void begin() {
            int size = piece.length == 0 ? FIRST_BYTES : Math.min(2 * piece.length, Answer.PIECE_BYTES);
            budget.take(size);
            taken += size;
            if (used > 0) {
                pieces.add(piece);
                full += used;
            }
            piece = new byte[size];
            used = 0;
        }

        AnswerBody build() {
            if (used > 0) {
                pieces.add(used == piece.length ? piece : Arrays.copyOf(piece, used));
            }
            long length = full + used;
            budget.give(taken - length);
            return new AnswerBody(List.copyOf(pieces), length, budget);
        }

        void discard() {
            budget.give(taken);
        }
    }
}
