package io.swarmbot.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AppendTest {

    private static final Cursor HEAD = new Cursor("k3f9", 41);

    @Test
    void headIsTheCursorOfTheLastEntry() {
        assertThat(new Append("b", HEAD, LogEntries.after(HEAD, 3), List.of()).head())
                .isEqualTo(HEAD.plus(3));
    }

    @Test
    void appendWithoutEntriesCannotBeMade() {
        assertThatThrownBy(() -> new Append("b", HEAD, List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void appendThatDoesNotBeginAfterItsHeadCannotBeMade() {
        assertThatThrownBy(() -> new Append("b", HEAD, LogEntries.after(HEAD.plus(1), 3), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void appendWithAHoleCannotBeMade() {
        List<LogEntry> entries = new ArrayList<>(LogEntries.after(HEAD, 3));
        entries.remove(1);

        assertThatThrownBy(() -> new Append("b", HEAD, entries, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
