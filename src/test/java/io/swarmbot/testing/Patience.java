package io.swarmbot.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * How long a test waits for what must happen. The limit is far above what a slow machine needs, and only a test that
 * fails waits for so long. No test asserts how fast anything is.
 */
public final class Patience {

    /** The longest wait for one thing. */
    public static final Duration LIMIT = Duration.ofMinutes(1);

    private Patience() {}

    /** Waits for a condition, for at most {@link #LIMIT} if nothing else is said. */
    public static ConditionFactory await() {
        return Awaitility.await().atMost(LIMIT);
    }

    /** The same, and a failure names what was waited for. */
    public static ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(LIMIT);
    }
}
