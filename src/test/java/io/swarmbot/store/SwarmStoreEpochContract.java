package io.swarmbot.store;

import static io.swarmbot.store.LogDriver.EVERYTHING;
import static io.swarmbot.store.LogDriver.newId;
import static io.swarmbot.store.LogDriver.row;
import static io.swarmbot.store.LogEntries.seqs;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.store.AppendResult.Appended;
import io.swarmbot.store.AppendResult.Conflict;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import io.swarmbot.store.ReadResult.Page;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a store promises that may lose the newest entries of a log, by a failover or a power cut. Its test extends this.
 */
public abstract class SwarmStoreEpochContract {

    private static final int LEFT = 3;

    private SwarmStore store;
    private LogDriver log;

    protected abstract SwarmStore open();

    /** Remembers the present content of the store for {@link #fallBack}. */
    protected abstract void remember();

    /** Loses everything since {@link #remember}. Returns the store to go on with, which may be the same one. */
    protected abstract SwarmStore fallBack(SwarmStore present);

    @BeforeEach
    void openStore() {
        store = open();
        log = LogDriver.in(store, "swarm1");
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private static Append append(Cursor head, int entries) {
        return new Append(newId(), head, LogEntries.after(head, entries), List.of());
    }

    private void rememberAndAppend(int lost) {
        remember();
        log.append(lost, row("agent", "a", log.head().seq() + lost, "lost"), row("agent", "b", 1, "lost"));
    }

    private void loseTail() {
        store = fallBack(store);
        log = new LogDriver(store, log.swarm);
    }

    @Test
    void logThatLostEntriesGoesOnAfterTheRestInANewEpoch() {
        Cursor left = log.append(LEFT, row("agent", "a", LEFT, "left"));
        rememberAndAppend(2);

        loseTail();

        assertThat(log.head().seq()).isEqualTo(left.seq());
        assertThat(log.head().epoch()).isNotEqualTo(left.epoch()).matches("[0-9a-z]{10}");
        assertThat(log.rows()).containsOnlyKeys("agent/a").containsValue(LEFT + " left");
        Cursor next = log.append(2);
        assertThat(next).isEqualTo(new Cursor(log.head().epoch(), LEFT + 2));
    }

    @Test
    void cursorBeforeTheLossIsServedAcrossTheEpochs() {
        Cursor start = log.head();
        Cursor left = log.append(LEFT);
        rememberAndAppend(2);
        loseTail();
        Cursor head = log.append(4);

        Page page = log.page(start.plus(1), EVERYTHING);

        assertThat(page.head()).isEqualTo(head);
        assertThat(seqs(page.entries())).isEqualTo(seqs(2, LEFT + 4));
        assertThat(page.entries()).extracting(entry -> entry.cursor().epoch()).startsWith(left.epoch(), left.epoch());
        assertThat(page.entries().get(2).cursor()).isEqualTo(head.plus(-3));
        assertThat(log.page(left, EVERYTHING).entries()).hasSize(4);
    }

    @Test
    void cursorOfALostEntryGetsAGapHoweverManyEntriesCameSince() {
        log.append(LEFT);
        rememberAndAppend(2);
        Cursor lost = log.head();
        loseTail();

        assertThat(log.read(lost, EVERYTHING)).isEqualTo(new Gap(GapReason.EPOCH, log.head(), LEFT));
        log.append(5);
        assertThat(log.read(lost, EVERYTHING)).isEqualTo(new Gap(GapReason.EPOCH, log.head(), LEFT));
        assertThat(log.read(lost.plus(-1), EVERYTHING)).isEqualTo(new Gap(GapReason.EPOCH, log.head(), LEFT));
    }

    @Test
    void appendDecidedOnALostEntryIsNotWritten() {
        log.append(LEFT);
        rememberAndAppend(2);
        Cursor lost = log.head();
        loseTail();
        log.append(2);

        AppendResult result = log.append(append(lost, 1));

        assertThat(result).isEqualTo(new Conflict(new Gap(GapReason.EPOCH, log.head(), LEFT)));
        assertThat(log.head().seq()).isEqualTo(LEFT + 2);
    }

    @Test
    void appendDecidedBeforeTheLossGetsAConflictWithTheNewEpoch() {
        Cursor left = log.append(LEFT);
        rememberAndAppend(2);
        loseTail();

        AppendResult result = log.append(append(left, 1));

        assertThat(result).isEqualTo(new Conflict(new Page(List.of(), log.head())));
        assertThat(log.head()).isEqualTo(new Cursor(log.head().epoch(), LEFT));
    }

    @Test
    void appendSentAgainIsRecognisedUnlessItWasLost() {
        Append kept = append(log.head(), LEFT);
        log.append(kept);
        remember();
        Append lost = append(kept.head(), 2);
        log.append(lost);
        loseTail();

        assertThat(log.append(kept)).isEqualTo(new Appended(kept.head()));
        assertThat(log.append(lost)).isInstanceOf(Conflict.class);
        log.append(2);
        assertThat(log.append(lost)).isInstanceOf(Conflict.class);
        assertThat(log.head().seq()).isEqualTo(LEFT + 2);
    }

    @Test
    void lossesAreAllRemembered() {
        List<Cursor> ends = new ArrayList<>();
        for (int n = 0; n < 3; n++) {
            ends.add(log.append(LEFT));
            rememberAndAppend(1);
            loseTail();
        }
        log.append(1);

        for (Cursor end : ends) {
            assertThat(log.read(end, EVERYTHING)).isInstanceOf(Page.class);
            assertThat(log.read(end.plus(1), EVERYTHING)).isEqualTo(new Gap(GapReason.EPOCH, log.head(), end.seq()));
        }
    }
}
