package io.swarmbot.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EpochsTest {

    private final Epochs epochs = new Epochs();

    @Test
    void epochHasTenCharactersOfBase36() {
        assertThat(epochs.next()).matches("[0-9a-z]{10}");
    }

    @Test
    void epochIsValidInACursor() {
        String epoch = epochs.next();

        assertThat(Cursor.parse(epoch + "-0")).contains(new Cursor(epoch, 0));
    }

    @Test
    void epochIsNeverGivenTwiceHoweverManyAskAtOnce() {
        Set<String> given = ConcurrentHashMap.newKeySet();

        IntStream.range(0, 20_000).parallel().forEach(n -> given.add(epochs.next()));

        assertThat(given).hasSize(20_000);
    }

    @Test
    void epochsOfTwoProcessesDiffer() {
        Epochs other = new Epochs();

        Set<String> given = IntStream.range(0, 1_000)
                .boxed()
                .flatMap(n -> java.util.stream.Stream.of(epochs.next(), other.next()))
                .collect(Collectors.toSet());

        assertThat(given).hasSize(2_000);
    }

    @Test
    void epochUsesEveryCharacterAtEveryPlace() {
        Set<String> seen = ConcurrentHashMap.newKeySet();

        for (int n = 0; n < 2_000; n++) {
            String epoch = epochs.next();
            IntStream.range(0, epoch.length()).forEach(place -> seen.add(place + ":" + epoch.charAt(place)));
        }

        assertThat(seen).hasSize(36 * 10);
    }
}
