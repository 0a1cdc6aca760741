package io.swarmbot.concurrent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NamedThreadsTest {

    @Test
    void threadsAreNumberedDaemons() {
        NamedThreads threads = new NamedThreads("bee");

        Thread first = threads.newThread(() -> {});
        Thread second = threads.newThread(() -> {});

        assertThat(first.getName()).isEqualTo("bee-1");
        assertThat(second.getName()).isEqualTo("bee-2");
        assertThat(first.isDaemon()).isTrue();
    }
}
