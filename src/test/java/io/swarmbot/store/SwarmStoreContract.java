package io.swarmbot.store;

import static io.swarmbot.store.LogDriver.EVERYTHING;
import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.store.LogDriver.newId;
import static io.swarmbot.store.LogDriver.row;
import static io.swarmbot.store.LogEntries.seqs;
import static io.swarmbot.store.LogEntries.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.store.AppendResult.Appended;
import io.swarmbot.store.AppendResult.Conflict;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import io.swarmbot.store.ReadResult.Page;
import io.swarmbot.testing.Patience;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/**
 * What every store promises. The test of a store extends this and says how to open one.
 *
 * <p>It includes {@link SwarmStoreRaceContract} (many threads at once), {@link SwarmStorePastContract} (earlier places
 * of a log) and {@link SwarmStoreLifeContract} (making and deleting swarms, retention, listeners).
 */
public abstract class SwarmStoreContract extends SwarmStoreLifeContract {

    private static Append append(Cursor head, int entries, EntityRow... rows) {
        return new Append(newId(), head, LogEntries.after(head, entries), List.of(rows));
    }

    @Test
    void appendIsSeenByEveryLaterRead() {
        Append append = append(log.head(), 3);

        AppendResult result = log.append(append);

        assertThat(result).isEqualTo(new Appended(append.head()));
        assertThat(log.page(append.expectedHead(), EVERYTHING).head()).isEqualTo(append.head());
        assertThat(texts(log.page(append.expectedHead(), EVERYTHING).entries())).isEqualTo(texts(append.entries()));
        assertThat(log.head()).isEqualTo(append.head());
    }

    @Test
    void entryIsReadBackWithEveryField() {
        Cursor head = log.head();
        LogEntry full = LogEntries.at(head.plus(1));
        LogEntry bare = new LogEntry(head.plus(2), "log", null, null, "replica2", new byte[] {'{', '}'});

        log.append(new Append(newId(), head, List.of(full, bare), List.of()));

        assertThat(log.entriesAfter(head))
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(full, bare);
    }

    @Test
    void appendThatExpectsAnOlderHeadWritesNothing() {
        Cursor start = log.head();
        Cursor head = log.append(2, row("agent", "a", 1, "first"));

        AppendResult result = log.append(append(start, 1, row("agent", "a", 1, "second")));

        assertThat(result).isInstanceOf(Conflict.class);
        assertThat(log.head()).isEqualTo(head);
        assertThat(seqs(log.entriesAfter(start))).containsExactly(1L, 2L);
        assertThat(log.rows()).containsOnlyKeys("agent/a").containsValue("1 first");
    }

    @Test
    void conflictBringsTheMissedEntries() {
        log.append(3);
        Cursor known = log.head();
        Cursor head = log.append(4);

        Conflict conflict = (Conflict) log.append(append(known, 1));

        Page missed = (Page) conflict.missed();
        assertThat(missed.head()).isEqualTo(head);
        assertThat(texts(missed.entries())).isEqualTo(texts(LogEntries.after(known, 4)));
    }

    @Test
    void conflictBringsTheOldestMissedEntriesIfThereAreTooMany() {
        Cursor start = log.head();
        for (int n = 0; n < 6; n++) {
            log.append(500);
        }

        Conflict conflict = (Conflict) log.append(append(start, 1));

        Page missed = (Page) conflict.missed();
        assertThat(missed.entries()).isNotEmpty();
        assertThat(seqs(missed.entries())).isEqualTo(seqs(1, missed.entries().size()));
        assertThat(missed.head().seq()).isEqualTo(3_000);
    }

    @Test
    void appendThatExpectsAnUnknownHeadGetsAConflictWithAGap() {
        Cursor head = log.append(2);

        Conflict ahead = (Conflict) log.append(append(head.plus(5), 1));
        Conflict otherLife = (Conflict) log.append(append(new Cursor("other", head.seq()), 1));

        assertThat(ahead.missed()).isEqualTo(new Gap(GapReason.UNKNOWN, head));
        assertThat(otherLife.missed()).isEqualTo(new Gap(GapReason.EPOCH, head));
        assertThat(log.head()).isEqualTo(head);
    }

    @Test
    void appendSentTwiceIsWrittenOnce() {
        Cursor start = log.head();
        Append append = append(start, 3, row("agent", "a", 3, "first"));
        log.append(append);

        AppendResult again = log.append(append);

        assertThat(again).isEqualTo(new Appended(append.head()));
        assertThat(seqs(log.entriesAfter(start))).containsExactly(1L, 2L, 3L);
    }

    @Test
    void appendSentAgainIsRecognisedHoweverManyCameAfterIt() {
        Cursor start = log.head();
        Append append = append(start, 1, row("agent", "a", 1, "first"));
        log.append(append);
        for (int n = 0; n < 500; n++) {
            log.append(1, row("agent", "a", n + 2, "later"));
        }

        AppendResult again = log.append(append);

        assertThat(again).isEqualTo(new Appended(append.head()));
        assertThat(seqs(log.entriesAfter(start))).isEqualTo(seqs(1, 501));
        assertThat(log.rows()).containsEntry("agent/a", "501 later");
    }

    @Test
    void appendThatMetAConflictIsNotRecognised() {
        Cursor start = log.head();
        log.append(1);
        Append late = append(start, 1);
        log.append(late);

        AppendResult again = log.append(late);

        assertThat(again).isInstanceOf(Conflict.class);
        assertThat(seqs(log.entriesAfter(start))).containsExactly(1L);
    }

    @Test
    void imageHasTheNewestRowOfEachEntity() {
        log.append(2, row("agent", "a", 1, "a1"), row("task", "a", 2, "t2"));

        log.append(2, row("agent", "b", 3, "b3"), row("agent", "a", 4, "a4 Zürich 🐝"));

        assertThat(log.rows())
                .containsOnlyKeys("agent/a", "agent/b", "task/a")
                .containsEntry("agent/a", "4 a4 Zürich 🐝")
                .containsEntry("agent/b", "3 b3")
                .containsEntry("task/a", "2 t2");
    }

    @Test
    void imageDoesNotHaveADeletedRowUntilItIsWrittenAgain() {
        log.append(1, row("agent", "a", 1, "a1"), row("task", "a", 1, "t1"));

        log.append(1, row("agent", "a", 2, null), row("agent", "never", 2, null));

        assertThat(log.rows()).containsOnlyKeys("task/a");
        log.append(1, row("agent", "a", 3, "a3"));
        assertThat(log.rows()).containsEntry("agent/a", "3 a3");
    }

    @Test
    void pageHasTheOldestEntriesAfterTheCursorUpToItsNumber() {
        Cursor start = log.head();
        Cursor head = log.append(10);

        Page page = log.page(start.plus(3), new PageLimit(4, 1 << 20));

        assertThat(seqs(page.entries())).containsExactly(4L, 5L, 6L, 7L);
        assertThat(page.head()).isEqualTo(head);
    }

    @Test
    void pageHasTheOldestEntriesUpToItsBytesButAtLeastOne() {
        Cursor start = log.head();
        log.append(10, 1_000);
        int footprint = LogEntries.at(start.plus(1), 1_000).footprint();

        assertThat(seqs(log.page(start, new PageLimit(100, 3 * footprint)).entries()))
                .containsExactly(1L, 2L, 3L);
        assertThat(seqs(log.page(start, new PageLimit(100, 3 * footprint - 1)).entries()))
                .containsExactly(1L, 2L);
        assertThat(seqs(log.page(start, new PageLimit(100, 1)).entries())).containsExactly(1L);
    }

    @Test
    void cursorAtTheHeadGetsAnEmptyPage() {
        Cursor head = log.append(3);

        assertThat(log.read(head, EVERYTHING)).isEqualTo(new Page(List.of(), head));
    }

    @Test
    void cursorAfterTheHeadIsUnknown() {
        Cursor head = log.append(3);

        assertThat(log.read(head.plus(1), EVERYTHING)).isEqualTo(new Gap(GapReason.UNKNOWN, head));
    }

    @Test
    void cursorOfAnUnknownEpochGetsAGap() {
        Cursor head = log.append(3);

        assertThat(log.read(new Cursor("other", 2), EVERYTHING)).isEqualTo(new Gap(GapReason.EPOCH, head));
    }

    @Test
    void appendOfFiveHundredLargeEntriesIsWrittenAsOne() {
        Cursor start = log.head();
        List<LogEntry> entries = LogEntries.after(start, 500, 1_000);

        AppendResult result = log.append(new Append(newId(), start, entries, List.of()));

        assertThat(result).isEqualTo(new Appended(start.plus(500)));
        assertThat(texts(log.entriesAfter(start))).isEqualTo(texts(entries));
    }

    @Test
    void swarmsDoNotTouchEachOther() {
        LogDriver other = LogDriver.in(store, "other");
        log.append(2, row("agent", "a", 1, "mine"));

        other.append(3, row("agent", "a", 1, "theirs"));

        assertThat(log.head().seq()).isEqualTo(2);
        assertThat(other.head().seq()).isEqualTo(3);
        assertThat(log.rows()).containsEntry("agent/a", "1 mine");
        assertThat(other.rows()).containsEntry("agent/a", "1 theirs");
    }

    @Test
    void callsThatNameAMissingSwarmFail() {
        LogDriver missing = new LogDriver(store, "missing");

        assertThatThrownBy(() -> missing.append(append(new Cursor("e", 0), 1)))
                .isInstanceOf(NoSuchSwarmException.class);
        assertThatThrownBy(() -> missing.read(new Cursor("e", 0), EVERYTHING)).isInstanceOf(NoSuchSwarmException.class);
        assertThat(join(store.load("missing"))).isEmpty();
        assertThat(missing.delete()).isFalse();
    }

    @Test
    void checkCompletesIfTheStoreWorks() {
        assertThat(store.check()).succeedsWithin(Patience.LIMIT);
    }

    @Test
    void latestUseOfEachNameIsKeptUntilItIsForgotten() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(10);
        join(log.store.noteUses(log.swarm, Map.of("a", now, "b", now.minusSeconds(1))));
        join(log.store.noteUses(log.swarm, Map.of("a", now.minusMillis(1), "b", now.plusMillis(1))));
        Cursor head = log.head();

        assertThat(join(log.store.uses(log.swarm))).isEqualTo(Map.of("a", now, "b", now.plusMillis(1)));
        assertThat(log.head()).isEqualTo(head);
        assertThat(log.rows()).isEmpty();

        join(log.store.forgetUses(log.swarm, List.of("a", "missing")));
        assertThat(join(log.store.uses(log.swarm))).containsOnlyKeys("b");
    }

    @Test
    void useThatIsStillToComeGivesWay() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(10);
        join(log.store.noteUses(log.swarm, Map.of("a", Instant.parse("2100-01-01T00:00:00Z"))));

        join(log.store.noteUses(log.swarm, Map.of("a", now)));

        assertThat(join(log.store.uses(log.swarm))).isEqualTo(Map.of("a", now));
    }

    @Test
    void usesEndWithTheirSwarm() {
        join(log.store.noteUses("missing", Map.of("a", Instant.now())));
        assertThat(join(log.store.uses("missing"))).isEmpty();
        join(log.store.noteUses(log.swarm, Map.of("a", Instant.now())));

        log.delete();

        assertThat(join(log.store.uses(log.swarm))).isEmpty();
        log.create();
        assertThat(join(log.store.uses(log.swarm))).isEmpty();
    }

    private static final DeliveryRow FREE = new DeliveryRow(new Cursor("k3f9", 7), "", 0);
    private static final DeliveryRow HELD = new DeliveryRow(new Cursor("k3f9", 8), "replica 1/x", 1_764_000_000_123L);

    private boolean replaceRow(DeliveryRow known, DeliveryRow next) {
        return join(log.store.replaceDeliveryRow(log.swarm, "hook", known, next));
    }

    @Test
    void deliveryRowIsReplacedOnlyByWhoKnowsIt() {
        Cursor head = log.head();

        assertThat(replaceRow(HELD, FREE)).as("there is none").isFalse();
        assertThat(replaceRow(null, null)).as("there is none").isTrue();
        assertThat(replaceRow(null, FREE)).isTrue();
        assertThat(replaceRow(null, HELD)).as("there is one").isFalse();
        assertThat(replaceRow(null, null)).as("there is one").isFalse();
        assertThat(replaceRow(new DeliveryRow(FREE.cursor(), "", 1), HELD)).isFalse();
        assertThat(replaceRow(new DeliveryRow(FREE.cursor(), "x", 0), HELD)).isFalse();
        assertThat(replaceRow(new DeliveryRow(FREE.cursor().plus(1), "", 0), HELD))
                .isFalse();
        assertThat(join(log.store.deliveryRows(log.swarm))).isEqualTo(Map.of("hook", FREE));

        assertThat(replaceRow(FREE, HELD)).isTrue();

        assertThat(join(log.store.deliveryRows(log.swarm))).isEqualTo(Map.of("hook", HELD));
        assertThat(replaceRow(FREE, null)).as("it is another one").isFalse();
        assertThat(replaceRow(HELD, null)).isTrue();
        assertThat(join(log.store.deliveryRows(log.swarm))).isEmpty();
        assertThat(log.head()).isEqualTo(head);
        assertThat(log.rows()).isEmpty();
    }

    @Test
    void deliveryRowsEndWithTheirSwarm() {
        assertThat(join(log.store.replaceDeliveryRow("missing", "hook", null, FREE)))
                .isFalse();
        assertThat(join(log.store.deliveryRows("missing"))).isEmpty();
        assertThat(replaceRow(null, HELD)).isTrue();

        log.delete();

        assertThat(replaceRow(HELD, FREE)).isFalse();
        assertThat(join(log.store.deliveryRows(log.swarm))).isEmpty();
        log.create();
        assertThat(join(log.store.deliveryRows(log.swarm))).isEmpty();
        assertThat(replaceRow(null, FREE)).isTrue();
    }

    /** Many ask at once for the row that all of them know. */
    @Test
    void oneOfManyTakesADeliveryRow() {
        assertThat(replaceRow(null, FREE)).isTrue();

        List<CompletionStage<Boolean>> takes = new ArrayList<>();
        for (int n = 0; n < 50; n++) {
            takes.add(log.store.replaceDeliveryRow(
                    log.swarm, "hook", FREE, new DeliveryRow(FREE.cursor(), "replica" + n, 1)));
        }

        List<Boolean> taken = takes.stream().map(LogDriver::join).toList();
        assertThat(taken).containsOnlyOnce(true);
        assertThat(join(log.store.deliveryRows(log.swarm)).get("hook").owner())
                .isEqualTo("replica" + taken.indexOf(true));
    }
}
