package io.swarmbot.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import org.junit.jupiter.api.Test;

class LineageTest {

    /** e1 ended at 10, e2 at 15, e3 is at 20. */
    private final Lineage lineage = Lineage.of(new Cursor("e1", 10))
            .began("e2")
            .at(new Cursor("e2", 15))
            .began("e3")
            .at(new Cursor("e3", 20));

    @Test
    void aCursorOfThePresentEpochIsGoodUpToTheHead() {
        assertThat(lineage.gapAt(new Cursor("e3", 20))).isEmpty();
        assertThat(lineage.gapAt(new Cursor("e3", 0))).isEmpty();
        assertThat(lineage.gapAt(new Cursor("e3", 21))).contains(new Gap(GapReason.UNKNOWN, lineage.head()));
    }

    @Test
    void aCursorOfAnEarlierEpochIsGoodUpToWhereThatEnded() {
        assertThat(lineage.gapAt(new Cursor("e1", 10))).isEmpty();
        assertThat(lineage.gapAt(new Cursor("e2", 15))).isEmpty();
        assertThat(lineage.gapAt(new Cursor("e1", 11))).contains(new Gap(GapReason.EPOCH, lineage.head(), 10));
        assertThat(lineage.gapAt(new Cursor("e2", 18))).contains(new Gap(GapReason.EPOCH, lineage.head(), 15));
    }

    @Test
    void ofAnEpochThatNobodyRemembersNothingIsGood() {
        assertThat(lineage.gapAt(new Cursor("e0", 0))).contains(new Gap(GapReason.EPOCH, lineage.head(), 0));
    }

    @Test
    void theNewestSixteenAreRemembered() {
        Lineage lives = Lineage.of(new Cursor("e0", 1));
        for (int n = 1; n <= 17; n++) {
            lives = lives.began("e" + n);
        }

        assertThat(lives.ends()).hasSize(Lineage.REMEMBERED);
        assertThat(lives.gapAt(new Cursor("e0", 1))).isPresent();
        assertThat(lives.gapAt(new Cursor("e1", 1))).isEmpty();
    }
}
