package io.swarmbot.store;

import static io.swarmbot.store.LogDriver.EVERYTHING;
import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.store.LogDriver.newId;
import static io.swarmbot.store.LogDriver.row;
import static io.swarmbot.store.LogEntries.seqs;
import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.Seeds;
import io.swarmbot.store.AppendResult.Conflict;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Making and deleting swarms, retention, and listeners. Part of {@link SwarmStoreContract}. */
abstract class SwarmStoreLifeContract extends SwarmStorePastContract {

    private static final int RETAINED = 100;

    @Test
    void newSwarmIsEmptyAndItsHeadIsZero() {
        boolean isMade = join(store.create("new"));

        SwarmImage image = join(store.load("new")).orElseThrow();
        assertThat(isMade).isTrue();
        assertThat(image.head().seq()).isZero();
        assertThat(image.entities()).isEmpty();
        assertThat(image.head().epoch())
                .matches("[0-9a-z]{10}")
                .isNotEqualTo(log.head().epoch());
    }

    @Test
    void createChangesNothingIfTheSwarmExists() {
        Cursor head = log.append(2, row("agent", "a", 1, "a1"));

        boolean isMade = log.create();

        assertThat(isMade).isFalse();
        assertThat(log.head()).isEqualTo(head);
        assertThat(log.rows()).containsOnlyKeys("agent/a");
    }

    @Test
    void swarmsAreListedInOrderOfTheirNames() {
        for (String name : List.of("zoo", "Alpha", "a.b", "a-b", "a_b", "10", "9")) {
            join(store.create(name));
        }
        join(store.delete("zoo"));

        assertThat(join(store.swarms())).containsExactly("10", "9", "Alpha", "a-b", "a.b", "a_b", SWARM);
    }

    @Test
    void deletedSwarmDoesNotExistForAnyCall() {
        Cursor head = log.append(2, row("agent", "a", 1, "a1"));

        boolean wasThere = log.delete();

        assertThat(wasThere).isTrue();
        assertThat(log.delete()).isFalse();
        assertThat(join(store.swarms())).doesNotContain(SWARM);
        assertThat(join(store.load(SWARM))).isEmpty();
        assertThatThrownBy(() -> log.read(head, EVERYTHING)).isInstanceOf(NoSuchSwarmException.class);
        assertThatThrownBy(() -> log.append(new Append(newId(), head, LogEntries.after(head, 1), List.of())))
                .isInstanceOf(NoSuchSwarmException.class);
    }

    @Test
    void swarmMadeAgainHasAnotherEpochAndNothingOfTheOldOne() {
        Cursor start = log.head();
        Append old = new Append(newId(), start, LogEntries.after(start, 2), List.of(row("agent", "a", 1, "a1")));
        log.append(old);
        log.delete();

        log.create();

        assertThat(log.head().epoch()).isNotEqualTo(start.epoch());
        assertThat(log.rows()).isEmpty();
        assertThat(log.entriesAfter(log.head())).isEmpty();
        assertThat(log.read(start, EVERYTHING)).isEqualTo(new Gap(GapReason.EPOCH, log.head()));
        assertThat(log.append(old)).isEqualTo(new Conflict(new Gap(GapReason.EPOCH, log.head())));
    }

    @Test
    void newestEntriesAreKeptAndOlderOnesExpire() {
        LogDriver small = LogDriver.in(open(RETAINED), "small");
        Cursor start = small.head();
        try {
            for (int n = 0; n < 60; n++) {
                small.append(20, row("task", "t" + n, small.head().seq() + 20, "kept"));
            }

            Cursor head = small.head();
            assertThat(seqs(small.page(start.plus(1_200 - RETAINED), EVERYTHING).entries()))
                    .isEqualTo(seqs(1_201 - RETAINED, 1_200));
            await().untilAsserted(() ->
                    assertThat(small.read(start, EVERYTHING)).isEqualTo(new Gap(GapReason.EXPIRED, head)));
            assertThat(small.rows()).hasSize(60);
        } finally {
            small.store.close();
        }
    }

    /** The limit {@code swarmbot.retention.events}, from many threads. */
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void eachLogKeepsItsNumberOfEntriesInABurstOfTenTimesAsMany(long seed) throws Exception {
        Random random = Seeds.random("eachLogKeepsItsNumberOfEntriesInABurstOfTenTimesAsMany", seed);
        List<Random> randoms =
                Stream.generate(() -> new Random(random.nextLong())).limit(4).toList();
        SwarmStore small = open(RETAINED);
        try {
            List<Cursor> heads = atOnce(randoms.size(), n -> {
                LogDriver log = LogDriver.in(small, "log" + n);
                Cursor head = log.head();
                while (head.seq() < 10 * RETAINED) {
                    head = log.append(1 + randoms.get(n).nextInt(20));
                }
                return head;
            });

            for (int n = 0; n < heads.size(); n++) {
                LogDriver log = new LogDriver(small, "log" + n);
                Cursor head = heads.get(n);
                assertThat(log.entriesAfter(head.plus(-RETAINED))).hasSize(RETAINED);
                await().until(() -> log.read(head.plus(-2 * RETAINED), EVERYTHING) instanceof Gap);
            }
        } finally {
            small.close();
        }
    }

    @Test
    void conflictAfterAnExpiredHeadBringsAGap() {
        LogDriver small = LogDriver.in(open(RETAINED), "small");
        Cursor start = small.head();
        try {
            for (int n = 0; n < 60; n++) {
                small.append(20);
            }
            await().until(() -> small.read(start, EVERYTHING) instanceof Gap);

            Conflict conflict =
                    (Conflict) small.append(new Append(newId(), start, LogEntries.after(start, 1), List.of()));

            assertThat(conflict.missed()).isEqualTo(new Gap(GapReason.EXPIRED, small.head()));
        } finally {
            small.store.close();
        }
    }

    @Test
    void listenerHearsTheNewHeadOfALog() {
        List<String> told = new CopyOnWriteArrayList<>();
        LogDriver other = LogDriver.in(store, "other");
        store.tail((swarm, head) -> told.add(swarm + " " + head));

        Cursor head = log.append(3);
        Cursor otherHead = other.append(1);

        await().until(() -> told.contains(SWARM + " " + head) && told.contains("other " + otherHead));
    }

    @Test
    void listenerHearsThatASwarmWasDeleted() {
        List<String> told = new CopyOnWriteArrayList<>();
        store.tail((swarm, head) -> told.add(swarm + " " + head));

        log.delete();

        await().until(() -> told.contains(SWARM + " null"));
    }

    @Test
    void listenerHearsNothingAfterItsTailIsClosed() {
        List<String> told = new CopyOnWriteArrayList<>();
        List<String> others = new CopyOnWriteArrayList<>();
        SwarmStore.Tail subscription = store.tail((swarm, head) -> told.add(swarm + " " + head));
        store.tail((swarm, head) -> others.add(swarm + " " + head));
        Cursor before = log.append(1);
        await().until(() -> told.contains(SWARM + " " + before) && others.contains(SWARM + " " + before));
        told.clear();

        subscription.close();

        Cursor after = log.append(1);
        await().until(() -> others.contains(SWARM + " " + after));
        assertThat(told).isEmpty();
    }
}
