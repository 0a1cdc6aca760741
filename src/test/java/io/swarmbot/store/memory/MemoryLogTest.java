package io.swarmbot.store.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.store.Batch;
import io.swarmbot.store.ByteBudget;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntries;
import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.store.PageLimit;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryLogTest {

    private static final Cursor BASE = new Cursor("k3f9", 0);

    private final ByteBudget budget = new ByteBudget(1 << 20);
    private final MemoryLog log = new MemoryLog(BASE, 100, 1 << 20, budget);

    private static Batch batch(Cursor head) {
        return new Batch("batch@" + head, head, LogEntries.after(head, 3), List.of());
    }

    @Test
    void whoComesWhileTheLogIsDeletedFindsNoSwarmAndLeavesNothingBehind() {
        log.append(batch(BASE));

        log.clear();

        assertThatThrownBy(() -> log.append(batch(BASE.plus(3)))).isInstanceOf(NoSuchSwarmException.class);
        assertThatThrownBy(() -> log.read(BASE.plus(3), new PageLimit(1, 1))).isInstanceOf(NoSuchSwarmException.class);
        assertThat(budget.used()).isZero();
    }
}
