package io.swarmbot.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntries;
import io.swarmbot.store.LogEntry;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PackedEntriesTest {

    private static final Cursor FIRST = new Cursor("k3f9", 7);
    private static final List<LogEntry> ENTRIES = List.of(
            LogEntries.at(FIRST),
            new LogEntry(FIRST.plus(1), "log", null, "", "r" + "é".repeat(100), new byte[0]),
            LogEntries.at(FIRST.plus(2), 70_000));

    @Test
    void unpackReturnsTheEntriesThatWerePacked() throws DamagedException {
        assertThat(PackedEntries.unpack(PackedEntries.pack(ENTRIES), FIRST))
                .usingRecursiveFieldByFieldElementComparator()
                .isEqualTo(ENTRIES);
    }

    @Test
    void unpackNoticesEveryChangedByte() {
        byte[] packed = PackedEntries.pack(ENTRIES.subList(0, 2));
        for (int n = 0; n < packed.length; n++) {
            byte[] damaged = packed.clone();
            damaged[n] ^= 0x10;
            assertThatThrownBy(() -> PackedEntries.unpack(damaged, FIRST)).isInstanceOf(DamagedException.class);
        }
    }

    @Test
    void unpackNoticesMissingBytes() {
        byte[] packed = PackedEntries.pack(ENTRIES);
        for (int length : new int[] {0, 3, 4, 10, packed.length - 1}) {
            assertThatThrownBy(() -> PackedEntries.unpack(Arrays.copyOf(packed, length), FIRST))
                    .isInstanceOf(DamagedException.class);
        }
    }
}
