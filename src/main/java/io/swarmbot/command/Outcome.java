package io.swarmbot.command;

import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.Rejection;
import org.jspecify.annotations.Nullable;

/** What became of a command that was submitted among others. */
public sealed interface Outcome {

    /**
     * One method for each kind of outcome.
     *
     * @param <C> what the methods get besides the outcome
     * @param <R> what they return
     * @param <X> what they throw
     */
    interface Cases<C, R extends @Nullable Object, X extends Exception> {

        R committed(Committed outcome, C context) throws X;

        R rejected(Rejected outcome, C context) throws X;
    }

    /** Calls the method of the cases that is for this kind of outcome. */
    <C, R extends @Nullable Object, X extends Exception> R match(Cases<C, R, X> cases, C context) throws X;

    /** A read at or after this cursor sees what the command did; null if the command changed nothing. */
    @Nullable
    Cursor cursor();

    /**
     * The command is done, and what it changed is in the log.
     *
     * @param cursor a read at or after this cursor sees what the command did
     */
    record Committed(Cursor cursor, Reply reply) implements Outcome {

        @Override
        public <C, R extends @Nullable Object, X extends Exception> R match(Cases<C, R, X> cases, C context) throws X {
            return cases.committed(this, context);
        }
    }

    /** The command was refused and changed nothing. */
    record Rejected(Rejection rejection) implements Outcome {

        @Override
        public <C, R extends @Nullable Object, X extends Exception> R match(Cases<C, R, X> cases, C context) throws X {
            return cases.rejected(this, context);
        }

        @Override
        public @Nullable Cursor cursor() {
            return null;
        }
    }
}
