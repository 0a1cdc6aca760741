package io.swarmbot.coordinator;

import static io.swarmbot.command.Scene.heartbeat;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.status;
import static io.swarmbot.coordinator.CoordinatorHarness.SWARM;
import static io.swarmbot.coordinator.CoordinatorHarness.rejection;
import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Scale;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.LogEntries;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.ReadResult.GapReason;
import io.swarmbot.store.redis.RedisSettings;
import io.swarmbot.store.redis.RedisStores;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.PortSwitch;
import io.swarmbot.testing.RedisProcess;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two replicas on one Redis, and what may happen to it while both are at work. */
@Tag("stress")
class RedisReplicasTest {

    private static final int SCALE = Scale.of(1, 20);
    private static final Duration TIMEOUT = Duration.ofMillis(700);
    private static final String SEEN = "test:{" + SWARM + "}:seen";

    private final RedisProcess redis = RedisProcess.durable();
    private final PortSwitch address = PortSwitch.to(redis.port());
    private final RedisStores stores = new RedisStores(address.port());
    private CoordinatorHarness first;
    private CoordinatorHarness second;

    @BeforeEach
    void start() {
        first = replica("replica1");
        second = replica("replica2");
        await().ignoreExceptions().until(() -> join(first.submit(register("agent1"))) != null);
        awaitAgreement(Patience.LIMIT);
    }

    private CoordinatorHarness replica(String name) {
        RedisSettings settings = new RedisSettings("test", TIMEOUT, 100_000, null, 0, false, Duration.ofMillis(300));
        return new CoordinatorHarness.Builder()
                .replica(name, stores.open(settings))
                .threads(2)
                .build();
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        stores.close();
        address.close();
        redis.close();
    }

    /** Both have what the log has. */
    private void awaitAgreement(Duration patience) {
        await().atMost(patience).ignoreExceptions().until(() -> {
            Cursor head = first.log.head();
            return first.state().cursor().equals(head)
                    && second.state().cursor().equals(head);
        });
        assertThat(List.copyOf(first.state().agents()))
                .isEqualTo(List.copyOf(second.state().agents()));
        assertThat(first.state().totals()).isEqualTo(second.state().totals());
        assertThat(first.log.image().entities()).hasSize(first.state().agents().size() + 1);
    }

    /** So many commands more, times the scale. */
    private static void awaitDone(NumberedLoad load, int some) {
        int before = load.done();
        int more = some * SCALE;
        await().until(() -> load.done() >= before + more);
    }

    private List<LogEntry> wholeLog() {
        return first.log.entriesAfter(new Cursor(first.log.head().epoch(), 0));
    }

    private static boolean isToldOfAnOutage(CoordinatorHarness replica) {
        List<StoreAvailability> told = replica.published.of(StoreAvailability.class);
        return !told.isEmpty() && !told.get(told.size() - 1).isAvailable();
    }

    private static boolean isReset(CoordinatorHarness replica) {
        return !replica.published.of(SwarmReset.class).isEmpty();
    }

    @Test
    void replicasSeeOneOrder() {
        try (NumberedLoad load = new NumberedLoad(3, first, second)) {
            awaitDone(load, 400);
            load.close();

            awaitAgreement(Patience.LIMIT);
            load.assertIn(wholeLog());
        }
        List<String> log = LogEntries.texts(wholeLog());
        assertThat(LogEntries.texts(first.published.entries(SWARM))).isEqualTo(log);
        List<String> seenBySecond = LogEntries.texts(second.published.entries(SWARM));
        assertThat(seenBySecond).isEqualTo(log.subList(log.size() - seenBySecond.size(), log.size()));
    }

    @Test
    void eventWhoseNotificationWasLostIsThere() {
        second.store.isTailSilent = true;

        first.given(status("agent1", AgentStatus.BUSY));

        awaitAgreement(Patience.LIMIT);
    }

    @Test
    void killedSubscriptionLosesNothingNotEvenTheLastEvent() {
        try (NumberedLoad load = new NumberedLoad(2, first, second)) {
            for (int n = 0; n < 3; n++) {
                awaitDone(load, 50);
                redis.call("CLIENT", "KILL", "TYPE", "pubsub");
            }
            load.close();
            redis.call("CLIENT", "KILL", "TYPE", "pubsub");
            first.given(status("agent1", AgentStatus.BUSY));

            awaitAgreement(Patience.LIMIT);
            load.assertIn(wholeLog());
        }
        assertThat(isReset(first) || isReset(second)).isFalse();
    }

    @Test
    void pauseOfRedisDoesNoCommandTwiceAndRefusesNoneThatWasDone() {
        try (NumberedLoad load = new NumberedLoad(3, first, second)) {
            for (int n = 0; n < 2; n++) {
                awaitDone(load, 50);
                redis.call("CLIENT", "PAUSE", Long.toString(TIMEOUT.toMillis() * 2), "ALL");
                int unknown = load.unknown();
                await().until(() -> load.unknown() > unknown);
            }
            awaitDone(load, 50);
            load.close();

            awaitAgreement(Patience.LIMIT);
            load.assertIn(wholeLog());
            assertThat(load.refused()).isPositive();
        }
        assertThat(isReset(first) || isReset(second)).isFalse();
    }

    @Test
    void killedRedisComesBackWithAllThatWasAnsweredAndWithoutAReset() {
        String epoch = first.log.head().epoch();
        try (NumberedLoad load = new NumberedLoad(3, first, second)) {
            awaitDone(load, 100);
            redis.kill();
            // A slow machine lags behind the store for a while without an outage; only this tells of one.
            await().until(() -> isToldOfAnOutage(first) && isToldOfAnOutage(second));
            assertThat(first.coordinator.staleSince(SWARM)).isPresent();
            assertThat(second.coordinator.staleSince(SWARM)).isPresent();
            assertThat(rejection(first.submit(status("agent1", AgentStatus.BUSY))))
                    .isEqualTo(ErrorCode.STORE_UNAVAILABLE);
            assertThat(first.state().agent("agent1")).isPresent();
            assertThat(join(first.coordinator.overviews())).hasSize(1);
            redis.start();
            awaitDone(load, 100);
            load.close();

            awaitAgreement(Patience.LIMIT);
            load.assertIn(wholeLog());
        }
        assertThat(isReset(first) || isReset(second)).isFalse();
        assertThat(first.log.head().epoch()).isNotEqualTo(epoch);
        await().until(() -> first.coordinator
                        .staleSince(SwarmCoordinator.DEFAULT_SWARM)
                        .isEmpty()
                && second.coordinator.staleSince(SwarmCoordinator.DEFAULT_SWARM).isEmpty());
        // The notice follows the change that staleSince shows. A slow machine may lag again, and say so again.
        await().untilAsserted(() -> {
            List<StoreAvailability> told = first.published.of(StoreAvailability.class);
            for (int n = 0; n < told.size(); n++) {
                assertThat(told.get(n).isAvailable()).isEqualTo(n % 2 == 1);
            }
            assertThat(told.get(told.size() - 1).isAvailable()).isTrue();
        });
    }

    @Test
    void flushedRedisBeginsAnEpochOfTheDefaultSwarmAndEndsTheOthers() {
        join(first.coordinator.create("other"));
        join(first.coordinator.submit("other", register("agent1")));
        join(second.coordinator.state("other"));
        String epoch = first.log.head().epoch();
        try (NumberedLoad load = new NumberedLoad(2, first, second)) {
            awaitDone(load, 50);
            redis.call("FLUSHALL");
            awaitDone(load, 50);
            load.close();

            awaitAgreement(Patience.LIMIT);
            load.assertNothingFalseIn(wholeLog());
        }
        assertThat(first.log.head().epoch()).isNotEqualTo(epoch);
        for (CoordinatorHarness replica : List.of(first, second)) {
            assertThat(replica.published.of(SwarmReset.class))
                    .extracting(SwarmReset::reason)
                    .containsOnly(GapReason.EPOCH);
            await().untilAsserted(() -> assertThat(replica.published.of(SwarmDeleted.class))
                    .extracting(SwarmDeleted::swarm)
                    .contains("other")
                    .doesNotContain(SWARM));
            assertThat(rejection(replica.coordinator.submit("other", heartbeat("agent1"))))
                    .isEqualTo(ErrorCode.UNKNOWN_SWARM);
        }
    }

    /** The promoted copy lacks the newest events, and gets more in their place than it lacked. */
    @Test
    void failoverThatLosesEventsResetsReplicasThatSawThem() {
        try (RedisProcess copy = RedisProcess.with("--repl-diskless-sync-delay", "0")) {
            try (NumberedLoad load = new NumberedLoad(2, first, second)) {
                awaitDone(load, 50);
                load.close();
            }
            awaitAgreement(Patience.LIMIT);
            copy.follow(redis);
            Cursor left = first.log.head();
            copy.promote();
            first.given(status("agent1", AgentStatus.BUSY), status("agent1", AgentStatus.IDLE));
            awaitAgreement(Patience.LIMIT);
            Cursor lost = first.state().cursor();
            assertThat(lost).isEqualTo(left.plus(2));

            address.leadTo(copy.port());
            try (NumberedLoad load = new NumberedLoad(2, first, second)) {
                awaitDone(load, 50);
                load.close();
                awaitAgreement(Patience.LIMIT);
                load.assertIn(wholeLog());
            }

            assertThat(first.log.head().seq()).isGreaterThan(lost.seq());
            for (CoordinatorHarness replica : List.of(first, second)) {
                List<SwarmReset> resets = replica.published.of(SwarmReset.class);
                assertThat(resets).hasSize(1);
                assertThat(resets.get(0).reason()).isEqualTo(GapReason.EPOCH);
                assertThat(resets.get(0).shared()).isEqualTo(left.seq());
            }
            assertThat(new LogDriver(first.store, SWARM)
                            .page(left, LogDriver.EVERYTHING)
                            .entries())
                    .noneMatch(entry -> entry.cursor().epoch().equals(lost.epoch()));
        }
    }

    @Test
    void agentThatSpeaksToOneReplicaIsNotLostAtTheOther() {
        second.given(register("agent2"));
        awaitAgreement(Patience.LIMIT);
        first.passes(1);
        second.passes(1);
        // Here a second takes no time; what the replicas tell each other does.
        await().until(() -> redis.call("HGET", SEEN, "agent1") != null && redis.call("HGET", SEEN, "agent2") != null);
        for (int n = 0; n < 5; n++) {
            for (int seconds = 0; seconds < 25; seconds++) {
                first.passes(1);
                second.passes(1);
            }
            long before = System.currentTimeMillis();
            first.given(heartbeat("agent1"));
            second.given(heartbeat("agent2"));
            // Told before the next seconds pass, which here they would in no time.
            await().until(() -> {
                first.coordinator.sweep();
                second.coordinator.sweep();
                return seenAt("agent1") >= before && seenAt("agent2") >= before;
            });
            first.passes(1);
            second.passes(1);
        }

        assertThat(first.state().agents()).extracting(Agent::liveness).containsOnly(Liveness.LIVE);
    }

    private long seenAt(String agent) {
        return Long.parseLong(String.valueOf(redis.call("HGET", SEEN, agent)));
    }

    @Test
    void agentThatIsSilentEverywhereIsLostOnceAlthoughBothReplicasJudge() {
        first.passes(1);
        await().until(() -> redis.call("HGET", SEEN, "agent1") != null);
        // The server's clock cannot be moved.
        redis.call("HSET", SEEN, "agent1", Long.toString(System.currentTimeMillis() - 300_000));
        for (int n = 0; n < 100; n++) {
            first.passes(1);
            second.passes(1);
        }
        await().until(() -> {
            first.coordinator.sweep();
            second.coordinator.sweep();
            return first.state().requireAgent("agent1").liveness() == Liveness.LOST;
        });
        awaitAgreement(Patience.LIMIT);

        assertThat(wholeLog())
                .filteredOn(entry -> entry.type().equals("agent_liveness_changed"))
                .hasSizeBetween(1, 2);
        second.given(heartbeat("agent1"));
        awaitAgreement(Patience.LIMIT);
        for (CoordinatorHarness replica : List.of(first, second)) {
            replica.passes(1);
            awaitAgreement(Patience.LIMIT);
            assertThat(replica.state().requireAgent("agent1").liveness()).isEqualTo(Liveness.LIVE);
        }
    }
}
