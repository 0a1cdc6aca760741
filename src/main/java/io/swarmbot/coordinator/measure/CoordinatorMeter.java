package io.swarmbot.coordinator.measure;

import io.swarmbot.command.Command;
import org.jspecify.annotations.Nullable;

/**
 * Hears what a coordinator does, so that it can be counted. Whoever implements it returns at once.
 *
 * <p>Thread-safety: any thread.
 */
public interface CoordinatorMeter {

    /** Counts nothing. */
    CoordinatorMeter NONE = new CoordinatorMeter() {

        @Override
        public void given() {}

        @Override
        public void answered(Command command, @Nullable Throwable failure, long nanos) {}

        @Override
        public void failed() {}
    };

    /** Somebody gave a command. {@link #answered} follows once. */
    void given();

    /**
     * A command has its answer.
     *
     * @param failure why it was not done; null if it was
     * @param nanos since it was given
     */
    void answered(Command command, @Nullable Throwable failure, long nanos);

    /** A call to the store failed. */
    void failed();
}
