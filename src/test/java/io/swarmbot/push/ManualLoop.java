package io.swarmbot.push;

import io.netty.channel.DefaultEventLoop;
import io.swarmbot.testing.ManualTicker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** An event loop whose scheduled tasks run when a test moves its ticker, and not when time passes. */
final class ManualLoop extends DefaultEventLoop {

    /** Tasks may make tasks: what a tick writes is taken by a task of its own, which may lead to the next one. */
    private static final int ROUNDS = 5;

    /** Null while the class above is being made. */
    private final @Nullable ManualTicker ticker;

    ManualLoop(ManualTicker ticker) {
        this.ticker = ticker;
    }

    @Override
    protected long getCurrentTimeNanos() {
        return ticker == null ? 0 : ticker.nanos();
    }

    /** Lets so much time pass, a second at a time at most, and waits until the loop has done what is due. */
    void advance(Duration time) {
        Duration left = time;
        while (!left.isZero()) {
            Duration step = left.compareTo(Duration.ofSeconds(1)) < 0 ? left : Duration.ofSeconds(1);
            ticker.advance(step);
            drain();
            left = left.minus(step);
        }
    }

    /** Waits until the loop has done what is due. */
    void drain() {
        for (int round = 0; round < ROUNDS; round++) {
            submit(() -> {}).syncUninterruptibly();
        }
    }
}
