package io.swarmbot.store;

import static io.swarmbot.store.LogDriver.EVERYTHING;
import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.store.LogDriver.row;
import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.swarmbot.store.ReadResult.Page;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a swarm was at earlier places of its log. Part of {@link SwarmStoreContract}. */
abstract class SwarmStorePastContract extends SwarmStoreRaceContract {

    private static final int LARGEST_APPEND = 300;
    private static final int KEPT = 2_500;

    /** Appends at random, and remembers what the entities were after each append. */
    private static final class Past {

        private final LogDriver log;
        private final Random random;
        private final TreeMap<Long, Map<String, String>> rows = new TreeMap<>();
        private final Map<String, String> present = new TreeMap<>();
        private Cursor head;

        Past(LogDriver log, Random random) {
            this.log = log;
            this.random = random;
            head = log.head();
            rows.put(head.seq(), Map.of());
        }

        void append() {
            int entries = random.nextInt(4) == 0 ? 1 + random.nextInt(LARGEST_APPEND) : 1 + random.nextInt(3);
            long version = head.seq() + entries;
            List<EntityRow> changed = new ArrayList<>();
            Set<String> names = new HashSet<>();
            for (int n = random.nextInt(6); n > 0; n--) {
                String id = "e" + random.nextInt(30);
                if (names.add(id)) {
                    String text = random.nextInt(5) == 0 ? null : "text " + random.nextInt(1_000);
                    changed.add(row("task", id, version, text));
                    if (text == null) {
                        present.remove("task/" + id);
                    } else {
                        present.put("task/" + id, version + " " + text);
                    }
                }
            }
            head = log.append(entries, changed.toArray(EntityRow[]::new));
            rows.put(head.seq(), new TreeMap<>(present));
        }

        void appendUntil(long seq) {
            while (head.seq() < seq) {
                append();
            }
        }

        /** What is kept of a place that is not behind that sequence is what the swarm was there. */
        Optional<SwarmImage> check(long seq) {
            Optional<SwarmImage> image = join(log.store.loadPast(log.swarm, seq));
            image.ifPresent(found -> {
                assertThat(found.head().epoch()).isEqualTo(head.epoch());
                assertThat(found.head().seq())
                        .isLessThanOrEqualTo(seq)
                        .isGreaterThan(seq - SwarmStore.PAST_EVERY - LARGEST_APPEND);
                assertThat(LogDriver.rows(found))
                        .isEqualTo(rows.get(found.head().seq()));
                assertThat(log.read(found.head(), EVERYTHING)).isInstanceOf(Page.class);
            });
            return image;
        }
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void entitiesOfEarlierPlacesAreWhatTheyWereThere(long seed) {
        Random random = Seeds.random("entitiesOfEarlierPlacesAreWhatTheyWereThere", seed);
        Past past = new Past(log, random);
        for (int round = 0; round < 6; round++) {
            past.appendUntil(past.head.seq() + 900);
            for (int n = 0; n < 20; n++) {
                assertThat(past.check(random.nextLong(past.head.seq() + 1))).isPresent();
            }
            assertThat(past.check(0)).isPresent();
            assertThat(past.check(past.head.seq())).isPresent();
        }
    }

    @Test
    void placesOfWhichTheLogDoesNotKeepEverythingAreForgotten() {
        LogDriver small = LogDriver.in(open(KEPT), "small");
        try {
            Past past = new Past(small, new Random(1));
            past.appendUntil(4L * KEPT);

            await().untilAsserted(() -> {
                assertThat(past.check(0)).isEmpty();
                assertThat(past.check(past.head.seq() - KEPT - 1_000)).isEmpty();
            });
            assertThat(past.check(past.head.seq())).isPresent();
            assertThat(past.check(past.head.seq() - 1_000)).isPresent();
        } finally {
            small.store.close();
        }
    }

    @Test
    void earlierPlacesEndWithTheirSwarm() {
        Past past = new Past(log, new Random(2));
        past.appendUntil(3_000);

        log.delete();

        assertThat(join(store.loadPast(SWARM, 2_000))).isEmpty();
        log.create();
        Past next = new Past(log, new Random(3));
        next.appendUntil(2_500);
        for (long seq = 0; seq < 2_500; seq += 100) {
            assertThat(next.check(seq)).isPresent();
        }
    }
}
