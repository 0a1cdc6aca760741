package io.swarmbot.store;

import static io.swarmbot.store.LogEntries.seqs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogWindowTest {

    private static final Cursor BASE = new Cursor("k3f9", 40);
    private static final PageLimit EVERYTHING = new PageLimit(100_000, Integer.MAX_VALUE);
    private static final int FOOTPRINT = LogEntries.at(BASE).footprint();

    private final ByteBudget budget = new ByteBudget(1 << 24);

    private LogWindow window(int maxEntries, long maxBytes) {
        return new LogWindow(BASE, maxEntries, maxBytes, budget);
    }

    private static LogWindow filled(LogWindow window, int count) {
        LogEntries.after(window.head(), count).forEach(window::add);
        return window;
    }

    @Test
    void newWindowIsEmptyAndItsHeadIsTheBase() {
        LogWindow window = window(10, 1 << 20);

        assertThat(window.head()).isEqualTo(BASE);
        assertThat(window.tail()).isEqualTo(40);
        assertThat(window.read(40, EVERYTHING)).contains(java.util.List.of());
        assertThat(window.read(39, EVERYTHING)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 63, 64, 65, 100, 128, 1000})
    void windowKeepsTheNewestEntriesUpToItsNumber(int maxEntries) {
        LogWindow window = window(maxEntries, 1 << 24);

        filled(window, 1_500);

        assertThat(window.head()).isEqualTo(BASE.plus(1_500));
        assertThat(window.tail()).isEqualTo(1_540 - maxEntries);
        assertThat(window.read(window.tail(), EVERYTHING).map(LogEntries::seqs))
                .contains(seqs(1_541 - maxEntries, 1_540));
        assertThat(window.read(window.tail() - 1, EVERYTHING)).isEmpty();
    }

    @Test
    void windowKeepsTheNewestEntriesUpToItsBytes() {
        LogWindow window = window(1_000, 5L * FOOTPRINT);

        filled(window, 20);

        assertThat(window.read(55, EVERYTHING).map(LogEntries::seqs)).contains(seqs(56, 60));
        assertThat(window.tail()).isEqualTo(55);
    }

    @Test
    void largeEntryDropsAsManyOldOnesAsItNeeds() {
        LogWindow window = filled(window(1_000, 10L * FOOTPRINT), 10);

        window.add(LogEntries.at(BASE.plus(11), 5 * FOOTPRINT));

        assertThat(window.tail()).isEqualTo(46);
    }

    @Test
    void newestEntryStaysHoweverLargeItIs() {
        LogWindow window = filled(window(10, 100), 3);

        LogEntry large = LogEntries.at(BASE.plus(4), 100_000);
        window.add(large);

        assertThat(window.read(43, new PageLimit(1, 1))).contains(java.util.List.of(large));
    }

    @Test
    void windowThatFindsTheBudgetSpentDropsItsOwnOldestEntries() {
        ByteBudget shared = new ByteBudget(20L * FOOTPRINT);
        LogWindow quiet = filled(new LogWindow(BASE, 1_000, 1 << 20, shared), 15);
        LogWindow busy = new LogWindow(BASE, 1_000, 1 << 20, shared);

        filled(busy, 100);

        assertThat(quiet.read(40, EVERYTHING).map(LogEntries::seqs)).contains(seqs(41, 55));
        assertThat(busy.read(busy.tail(), EVERYTHING).map(LogEntries::seqs)).contains(seqs(136, 140));
        assertThat(shared.used()).isEqualTo(20L * FOOTPRINT);
    }

    @Test
    void droppedEntriesAreGivenBackToTheBudget() {
        LogWindow window = filled(window(10, 1 << 20), 50);
        assertThat(budget.used()).isEqualTo(10L * FOOTPRINT);

        window.clear();

        assertThat(budget.used()).isZero();
        assertThat(window.head()).isEqualTo(BASE.plus(50));
        assertThat(window.read(89, EVERYTHING)).isEmpty();
        assertThat(window.read(90, EVERYTHING)).contains(java.util.List.of());
    }

    @Test
    void pageHasTheOldestEntriesUpToItsNumber() {
        LogWindow window = filled(window(100, 1 << 20), 50);

        Optional<java.util.List<LogEntry>> page = window.read(60, new PageLimit(3, Integer.MAX_VALUE));

        assertThat(page.map(LogEntries::seqs)).contains(seqs(61, 63));
    }

    @Test
    void pageHasTheOldestEntriesUpToItsBytesButAtLeastOne() {
        LogWindow window = filled(window(100, 1 << 20), 50);

        assertThat(window.read(60, new PageLimit(100, 4 * FOOTPRINT)).map(LogEntries::seqs))
                .contains(seqs(61, 64));
        assertThat(window.read(60, new PageLimit(100, 4 * FOOTPRINT - 1)).map(LogEntries::seqs))
                .contains(seqs(61, 63));
        assertThat(window.read(60, new PageLimit(100, 1)).map(LogEntries::seqs)).contains(seqs(61, 61));
    }

    @ParameterizedTest
    @ValueSource(longs = {39, 40, 42, 1000})
    void entryThatIsNotTheNextOneIsRefused(long seq) {
        LogWindow window = window(10, 1 << 20);

        assertThatThrownBy(() -> window.add(LogEntries.at(new Cursor("k3f9", seq))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(window.head()).isEqualTo(BASE);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 45, 90, 5_000})
    void restartRemovesEveryEntryAndGoesOnAfterTheNewBase(long base) {
        LogWindow window = filled(window(30, 1 << 20), 50);
        Cursor again = new Cursor("zzz9", base);

        window.restart(again);

        assertThat(window.head()).isEqualTo(again);
        assertThat(window.tail()).isEqualTo(base);
        assertThat(budget.used()).isZero();
        filled(window, 5);
        assertThat(window.read(base, EVERYTHING).map(LogEntries::texts))
                .contains(LogEntries.texts(LogEntries.after(again, 5)));
    }

    @Test
    void pageLimitHasRoomForAtLeastOneEntry() {
        assertThatThrownBy(() -> new PageLimit(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PageLimit(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
