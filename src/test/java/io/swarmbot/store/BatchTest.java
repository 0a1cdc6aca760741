package io.swarmbot.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {

    private static final Cursor HEAD = new Cursor("k3f9", 41);

    @Test
    void theHeadOfABatchIsItsLastEntry() {
        assertThat(new Batch("b", HEAD, LogEntries.after(HEAD, 3), List.of()).head())
                .isEqualTo(HEAD.plus(3));
    }

    @Test
    void aBatchWithoutEntriesCannotBeMade() {
        assertThatThrownBy(() -> new Batch("b", HEAD, List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBatchThatDoesNotStartBehindTheHeadCannotBeMade() {
        assertThatThrownBy(() -> new Batch("b", HEAD, LogEntries.after(HEAD.plus(1), 3), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBatchWithAHoleCannotBeMade() {
        List<LogEntry> entries = new ArrayList<>(LogEntries.after(HEAD, 3));
        entries.remove(1);

        assertThatThrownBy(() -> new Batch("b", HEAD, entries, List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
