package io.swarmbot.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.Lineage;
import io.swarmbot.store.LogEntries;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import io.swarmbot.store.ReadResult.Page;
import io.swarmbot.store.SwarmStore;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a delivery goes on in a log that lost its beginning or its end. */
class LogTailTest {

    /** A log of which everything up to a sequence was trimmed. */
    private record Log(Lineage lineage, long trimmed) {

        ReadResult read(Cursor after) {
            return lineage.gapAfter(after)
                    .<ReadResult>map(gap -> gap)
                    .orElseGet(() -> after.seq() < trimmed
                            ? new Gap(GapReason.EXPIRED, lineage.head())
                            : new Page(
                                    after.seq() == lineage.head().seq()
                                            ? List.of()
                                            : List.of(LogEntries.at(
                                                    new Cursor(lineage.head().epoch(), after.seq() + 1))),
                                    lineage.head()));
        }

        LogTail tail() {
            SwarmStore store = (SwarmStore) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {SwarmStore.class},
                    (proxy, method, args) -> CompletableFuture.completedStage(read((Cursor) args[1])));
            return new LogTail(store, "swarm1");
        }

        Cursor after(Cursor lost) throws InterruptedException {
            return tail().afterGap((Gap) read(lost), lost);
        }
    }

    private static final Cursor HEAD = new Cursor("new", 100);

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void oldestEventThatIsLeftComesNext(long seed) throws InterruptedException {
        Random random = Seeds.random("oldestEventThatIsLeftComesNext", seed);
        for (int n = 0; n < 1_000; n++) {
            int trimmed = 1 + random.nextInt(100);
            Cursor from = new Cursor("new", random.nextInt(trimmed));

            assertThat(new Log(Lineage.of(HEAD), trimmed).after(from)).isEqualTo(new Cursor("new", trimmed));
        }
    }

    /** The receiver had events 61 to 70 of the epoch that ended at 60: they are gone, and others came. */
    @Test
    void eventsAfterTheEndOfAnEpochComeNext() throws InterruptedException {
        Lineage lineage = new Lineage(List.of(new Cursor("old", 60)), HEAD);

        assertThat(new Log(lineage, 0).after(new Cursor("old", 70))).isEqualTo(new Cursor("new", 60));
        assertThat(new Log(lineage, 80).after(new Cursor("old", 70))).isEqualTo(new Cursor("new", 80));
    }

    @Test
    void everythingThatIsLeftComesNextIfTheEpochIsNotKnown() throws InterruptedException {
        assertThat(new Log(Lineage.of(HEAD), 0).after(new Cursor("other", 70))).isEqualTo(new Cursor("new", 0));
        assertThat(new Log(Lineage.of(HEAD), 40).after(new Cursor("other", 70))).isEqualTo(new Cursor("new", 40));
    }

    @Test
    void placeThatTheLogHasNotReachedIsItsHead() throws InterruptedException {
        assertThat(new Log(Lineage.of(HEAD), 0).after(new Cursor("new", 170))).isEqualTo(HEAD);
    }

    @Test
    void headAndWhetherThereIsMoreAreFound() throws InterruptedException {
        LogTail tail = new Log(Lineage.of(HEAD), 90).tail();

        assertThat(tail.head()).isEqualTo(HEAD);
        assertThat(tail.hasMoreAfter(HEAD)).isFalse();
        assertThat(tail.hasMoreAfter(HEAD.plus(-1))).isTrue();
        assertThat(tail.hasMoreAfter(HEAD.plus(-50))).as("a gap").isTrue();
    }
}
