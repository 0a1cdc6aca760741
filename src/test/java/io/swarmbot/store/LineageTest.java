package io.swarmbot.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import org.junit.jupiter.api.Test;

class LineageTest {

    /** Epoch e1 ended at 10, e2 ended at 15, and the head is at 20 in e3. */
    private final Lineage lineage = Lineage.of(new Cursor("e1", 10))
            .withNewEpoch("e2")
            .withHead(new Cursor("e2", 15))
            .withNewEpoch("e3")
            .withHead(new Cursor("e3", 20));

    @Test
    void cursorOfThePresentEpochIsValidUpToTheHead() {
        assertThat(lineage.gapAfter(new Cursor("e3", 20))).isEmpty();
        assertThat(lineage.gapAfter(new Cursor("e3", 0))).isEmpty();
        assertThat(lineage.gapAfter(new Cursor("e3", 21))).contains(new Gap(GapReason.UNKNOWN, lineage.head()));
    }

    @Test
    void cursorOfAnEarlierEpochIsValidUpToTheEndOfThatEpoch() {
        assertThat(lineage.gapAfter(new Cursor("e1", 10))).isEmpty();
        assertThat(lineage.gapAfter(new Cursor("e2", 15))).isEmpty();
        assertThat(lineage.gapAfter(new Cursor("e1", 11))).contains(new Gap(GapReason.EPOCH, lineage.head(), 10));
        assertThat(lineage.gapAfter(new Cursor("e2", 18))).contains(new Gap(GapReason.EPOCH, lineage.head(), 15));
    }

    @Test
    void cursorOfAnUnknownEpochIsInvalid() {
        assertThat(lineage.gapAfter(new Cursor("e0", 0))).contains(new Gap(GapReason.EPOCH, lineage.head(), 0));
    }

    @Test
    void lineageRemembersTheNewestSixteenEpochs() {
        Lineage lives = Lineage.of(new Cursor("e0", 1));
        for (int n = 1; n <= 17; n++) {
            lives = lives.withNewEpoch("e" + n);
        }

        assertThat(lives.ends()).hasSize(Lineage.REMEMBERED);
        assertThat(lives.gapAfter(new Cursor("e0", 1))).isPresent();
        assertThat(lives.gapAfter(new Cursor("e1", 1))).isEmpty();
    }
}
