package io.swarmbot.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SharedCheckTest {

    private final List<CompletableFuture<Boolean>> begun = new ArrayList<>();

    private final SharedCheck check = new SharedCheck(() -> {
        CompletableFuture<Boolean> running = new CompletableFuture<>();
        begun.add(running);
        return running;
    });

    @Test
    void thoseWhoAskAtATimeGetOneResult() {
        CompletableFuture<Boolean> first = check.ask();
        CompletableFuture<Boolean> second = check.ask();
        begun.get(0).complete(false);

        assertThat(first.join()).isFalse();
        assertThat(second.join()).isFalse();
        assertThat(begun).hasSize(1);
    }

    @Test
    void whoeverAsksAfterTheEndGetsANewResult() {
        CompletableFuture<Boolean> failed = check.ask();
        begun.get(0).completeExceptionally(new IllegalStateException());
        CompletableFuture<Boolean> next = check.ask();
        begun.get(1).complete(true);

        assertThat(failed).isCompletedExceptionally();
        assertThat(next.join()).isTrue();
    }
}
