package io.swarmbot.warmup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** Equal rounds are repeated for as long as they get clearly faster. */
class SettlingTest {

    private static final int MANY = 10_000;

    private final Settling settling = new Settling();

    /** How many blocks there were until the rounds had settled; {@link #MANY} if they never do. */
    private int blocks(IntToLongFunction nanosOfBlock) {
        for (int round = 0; round < MANY * Settling.BLOCK; round++) {
            if (settling.take(nanosOfBlock.applyAsLong(round / Settling.BLOCK))) {
                return round / Settling.BLOCK + 1;
            }
        }
        return MANY;
    }

    @Test
    void equalRoundsHaveSettledAfterTwoBlocksThatAreNotFaster() {
        assertThat(blocks(block -> 1_000)).isEqualTo(3);
    }

    @Test
    void roundsThatGetFasterHaveNotSettled() {
        assertThat(blocks(block -> Math.max(1_000, 100_000 >> block))).isEqualTo(10);
    }

    @Test
    void gainOfAFewPercentDoesNotCount() {
        assertThat(blocks(block -> 1_000_000 - 20_000L * Math.min(block, 20))).isEqualTo(3);
    }

    /**
     * A compiler that is at work makes some rounds slower. They are no sign that the others are as fast as they get.
     */
    @Test
    void slowBlockHidesNoGain() {
        long[] times = {1_000, 800, 5_000, 600, 600, 600};

        assertThat(blocks(block -> times[Math.min(block, 5)])).isEqualTo(6);
    }

    @Test
    void pauseOfTheMachineDoesNotCount() {
        int rounds = 0;
        boolean hasSettled = false;
        while (!hasSettled) {
            hasSettled = settling.take(rounds++ % 3 == 0 ? 1_000_000 : 1_000);
        }

        assertThat(rounds).isEqualTo(3 * Settling.BLOCK);
    }
}
