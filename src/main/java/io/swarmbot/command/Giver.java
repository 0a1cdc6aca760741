package io.swarmbot.command;

import org.jspecify.annotations.Nullable;

/**
 * Whoever gives commands: the name that stands on the events, and what may be commanded.
 *
 * <p>Thread-safety: any thread.
 */
public interface Giver {

    /** Somebody without a login: says who it is, and may command everything. */
    Giver ANYBODY = new Giver() {
        @Override
        public @Nullable String name() {
            return null;
        }

        @Override
        public boolean mayActFor(String actor) {
            return true;
        }

        @Override
        public void require(Command command) {}
    };

    /** The {@code actor} of what it does; null if each command says that itself. */
    @Nullable
    String name();

    /** Whether it may name that principal, which is another one, as {@code actor}. */
    boolean mayActFor(String actor);

    /**
     * A command of this giver is about to be given that may wait. Each call that returns is followed by one of
     * {@link #endWait}.
     *
     * @throws io.swarmbot.swarm.Rejection {@code too_many_open} if too many of them wait
     */
    default void beginWait() {}

    /** A command that might have waited was answered or withdrawn. */
    default void endWait() {}

    /**
     * @throws io.swarmbot.swarm.Rejection {@code forbidden} if this giver may not give the command,
     *     {@code rate_limited} if it may not give it yet
     */
    void require(Command command);

    /**
     * The same for a command that waits, after whoever gave it has renewed its login. It counts for no limit.
     *
     * @throws io.swarmbot.swarm.Rejection {@code forbidden} if this giver may not give the command
     */
    default void requireStill(Command command) {}
}
