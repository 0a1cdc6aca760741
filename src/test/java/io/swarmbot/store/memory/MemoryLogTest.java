package io.swarmbot.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.store.Append;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntries;
import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.store.PageLimit;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemoryLogTest {

    private static final Cursor BASE = new Cursor("k3f9", 0);

    private final MemoryRetention retention = new MemoryRetention(100, 4 << 20, Optional.empty(), Clock.systemUTC());
    private final MemoryLog log = new MemoryLog(BASE, retention);

    private static Append append(Cursor head) {
        return new Append("append@" + head, head, LogEntries.after(head, 3), List.of());
    }

    @Test
    void deletedLogRefusesLateCallsAndKeepsNoMemory() {
        log.append(append(BASE));

        log.delete();

        assertThatThrownBy(() -> log.append(append(BASE.plus(3)))).isInstanceOf(NoSuchSwarmException.class);
        assertThatThrownBy(() -> log.read(BASE.plus(3), new PageLimit(1, 1))).isInstanceOf(NoSuchSwarmException.class);
        assertThat(retention.usedBytes()).isZero();
    }
}
