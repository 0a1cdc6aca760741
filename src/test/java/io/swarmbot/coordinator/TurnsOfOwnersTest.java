package io.swarmbot.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.swarmbot.command.SubmitTask;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.Inbox.Offer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One who floods a swarm makes nobody else wait, and takes nobody else's room. */
class TurnsOfOwnersTest {

    private static final long MANY_BYTES = 1L << 40;

    private static Request of(@Nullable String owner) {
        return new Request(new SubmitTask(null, "work", null, List.of(), 1, List.of(), null), owner, Ticker.system());
    }

    private static List<Request> of(@Nullable String owner, int count) {
        return Stream.generate(() -> of(owner)).limit(count).toList();
    }

    private static Inbox inbox(int maxCount) {
        return new Inbox(maxCount, MANY_BYTES, new Uses());
    }

    private static int taken(Inbox inbox, @Nullable String owner, int offers) {
        int taken = 0;
        for (int n = 0; n < offers; n++) {
            taken += inbox.offer(List.of(of(owner))) == Offer.TAKEN ? 1 : 0;
        }
        return taken;
    }

    @Test
    void whoComesLaterWaitsForOneRequestOfEachOther() {
        Inbox inbox = inbox(10_000);
        inbox.offer(of("greedy", 1_000));
        inbox.offer(of("busy", 100));
        inbox.offer(of("modest", 1));

        List<@Nullable String> first = new ArrayList<>();
        for (int n = 0; n < 5; n++) {
            Request request = inbox.poll();
            first.add(request == null ? null : request.owner());
        }

        assertThat(first).containsExactly("greedy", "busy", "modest", "greedy", "busy");
    }

    @Test
    void oneOwnerHoldsHalfAndLeavesRoomForOthers() {
        Inbox inbox = inbox(1_000);

        assertThat(taken(inbox, "greedy", 5_000)).isEqualTo(500);
        assertThat(taken(inbox, "other", 5_000)).isEqualTo(250);
        assertThat(taken(inbox, "third", 1)).isEqualTo(1);
        assertThat(inbox.offer(of("fourth", 200))).isEqualTo(Offer.FULL);
        assertThat(inbox.offer(of("fourth", 100))).isEqualTo(Offer.TAKEN);
    }

    @Test
    void bytesAreSharedLikeRequests() {
        int footprint = of("greedy").footprint();
        Inbox inbox = new Inbox(1_000_000, 100L * footprint, new Uses());

        assertThat(taken(inbox, "greedy", 1_000)).isEqualTo(50);
        assertThat(taken(inbox, "other", 1_000)).isEqualTo(25);
    }

    @Test
    void withoutALoginOneLineHasAllTheRoom() {
        Inbox inbox = inbox(1_000);

        assertThat(taken(inbox, null, 5_000)).isEqualTo(1_000);
        assertThat(taken(inbox, "other", 1)).isZero();
    }

    @Test
    void emptyInboxTakesABatchOfAnySizeFromAnybody() {
        Inbox inbox = inbox(2);

        assertThat(inbox.offer(of("one", 1_000))).isEqualTo(Offer.TAKEN);
    }

    /** Against a simple model: each owner has a queue, and the queues that are not empty stand in a ring. */
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void ownersTakeTurnsAndKeepTheirOwnOrder(long seed) {
        Random random = Seeds.random("ownersTakeTurnsAndKeepTheirOwnOrder", seed);
        Inbox inbox = inbox(1_000_000);
        Map<String, Queue<Request>> model = new HashMap<>();
        Queue<String> ring = new ArrayDeque<>();
        int held = 0;
        for (int step = 0; step < 20_000; step++) {
            if (random.nextBoolean()) {
                String owner = "o" + random.nextInt(8);
                List<Request> offered = of(owner.equals("o0") ? null : owner, 1 + random.nextInt(4));
                assertThat(inbox.offer(offered)).isEqualTo(Offer.TAKEN);
                Queue<Request> own = model.computeIfAbsent(owner, first -> new ArrayDeque<>());
                if (own.isEmpty()) {
                    ring.add(owner);
                }
                own.addAll(offered);
                held += offered.size();
            } else {
                String owner = ring.poll();
                Request expected = owner == null ? null : model.get(owner).remove();
                if (owner != null && !model.get(owner).isEmpty()) {
                    ring.add(owner);
                }
                held -= expected == null ? 0 : 1;
                assertThat(inbox.poll()).isSameAs(expected);
            }
            assertThat(inbox.isEmpty()).isEqualTo(held == 0);
        }
    }
}
