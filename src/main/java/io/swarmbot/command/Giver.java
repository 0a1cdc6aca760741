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
        public void require(Command command) {}
    };

    /** The {@code actor} of what it does; null if each command says that itself. */
    @Nullable
    String name();

    /** @throws io.swarmbot.swarm.Rejection {@code forbidden} if this giver may not give the command */
    void require(Command command);
}
