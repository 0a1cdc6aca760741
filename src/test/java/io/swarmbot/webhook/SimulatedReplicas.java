package io.swarmbot.webhook;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.swarmbot.grant.NamePattern;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.swarm.SettableClock;
import io.swarmbot.testing.ManualTicker;
import io.swarmbot.testing.ManualTimer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Replicas that send to webhooks, on the thread of the test and in its time. A step of a delivery runs when the test
 * says so, and a request takes as long as the test lets it.
 */
final class SimulatedReplicas {

    static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** One process. One that was killed does nothing more, and is never used again. */
    final class Replica {

        final SwarmStore store;
        final SimpleMeterRegistry meters = new SimpleMeterRegistry();
        final List<WebhookSender> senders = new ArrayList<>();
        final List<Runnable> queue = new ArrayList<>();
        private final ManualTimer timer = new ManualTimer(ticker);
        private final RowKeeper keeper;

        Replica(SwarmStore store, List<Webhook> webhooks, Receiver receiver) {
            this.store = store;
            DeliveryContext context = new DeliveryContext(store, clock, ticker, timer, "replica/" + made++);
            for (Webhook webhook : webhooks) {
                senders.add(new WebhookSender(
                        webhook, receiver, new WebhookMetrics(meters, webhook.name()), context, queue::add));
            }
            keeper = new RowKeeper(store, clock, senders);
        }

        void pass() {
            try {
                keeper.pass();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        void hear(String swarm, boolean isLocal) {
            senders.forEach(sender -> sender.hear(swarm, isLocal));
        }

        WebhookSender sender() {
            return senders.get(0);
        }

        /** Runs one of the steps that wait for a thread. */
        boolean runOne(Random random) {
            if (queue.isEmpty()) {
                return false;
            }
            queue.remove(random.nextInt(queue.size())).run();
            return true;
        }

        double count(String outcome) {
            return meters.find("swarmbot.webhook").tag("outcome", outcome).counters().stream()
                    .mapToDouble(counter -> counter.count())
                    .sum();
        }
    }

    final ManualTicker ticker = ManualTicker.aboutToOverflow();
    final SettableClock clock = new SettableClock();
    final List<Replica> alive = new ArrayList<>();
    private final Random random;
    private int made;

    SimulatedReplicas(Random random) {
        this.random = random;
    }

    static Webhook webhook(String name, Set<String> types, String... swarms) {
        List<NamePattern> patterns = new ArrayList<>();
        for (String swarm : swarms) {
            patterns.add(new NamePattern(swarm));
        }
        return new Webhook(
                name,
                "swarmbot.webhooks." + name + ".url",
                URI.create("http://127.0.0.1:1/hook"),
                types,
                patterns.isEmpty() ? List.of(NamePattern.ANY) : patterns,
                null,
                TIMEOUT,
                Duration.ofSeconds(1),
                0);
    }

    Replica start(SwarmStore store, List<Webhook> webhooks, Receiver receiver) {
        Replica replica = new Replica(store, webhooks, receiver);
        alive.add(replica);
        return replica;
    }

    /** SIGKILL. What it holds stays in the rows. */
    void kill(Replica replica) {
        alive.remove(replica);
    }

    void advance(Duration time) {
        ticker.advance(time);
        clock.advance(time);
        // A replica may be killed by what another one's alarm does.
        for (Replica replica : List.copyOf(alive)) {
            replica.timer.ring();
        }
    }

    /** Runs steps in any order until none is left to run now. */
    void settle() {
        while (true) {
            List<Replica> busy =
                    alive.stream().filter(replica -> !replica.queue.isEmpty()).toList();
            if (busy.isEmpty()) {
                return;
            }
            busy.get(random.nextInt(busy.size())).runOne(random);
        }
    }

    /** Lets time pass, a little at a time. */
    void run(Duration time) {
        settle();
        for (Duration left = time; !left.isNegative() && !left.isZero(); left = left.minusMillis(100)) {
            advance(Duration.ofMillis(100));
            settle();
        }
    }
}
