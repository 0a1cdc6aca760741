package io.swarmbot.store.redis;

import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.store.LogDriver.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.swarmbot.store.AppendResult;
import io.swarmbot.store.AppendResult.Appended;
import io.swarmbot.store.AppendResult.Conflict;
import io.swarmbot.store.Batch;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.LogEntries;
import io.swarmbot.store.SharedStore.Sightings;
import io.swarmbot.testing.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two stores on one server, as two replicas have them. */
class RedisSharingTest {

    private static RedisProcess redis;
    private static RedisStores stores;

    private RedisStore first;
    private RedisStore second;
    private LogDriver log;
    private LogDriver sameLog;

    @BeforeAll
    static void startRedis() {
        redis = RedisProcess.with();
        stores = new RedisStores(redis.port());
    }

    @AfterAll
    static void stopRedis() {
        stores.close();
        redis.close();
    }

    @BeforeEach
    void openStores() {
        RedisSettings settings = RedisStores.settings(RedisStores.newPrefix(), 100_000);
        first = stores.open(settings);
        second = stores.open(settings);
        log = LogDriver.in(first, "swarm1");
        sameLog = new LogDriver(second, "swarm1");
    }

    @AfterEach
    void closeStores() {
        first.close();
        second.close();
    }

    private static Batch batch(Cursor head) {
        return new Batch(newId(), head, LogEntries.after(head, 1), List.of());
    }

    @Test
    void whatOneAppendedTheOtherReadsAndIsTold() {
        List<Cursor> told = new CopyOnWriteArrayList<>();
        second.tail((swarm, head) -> told.add(head));
        Cursor start = log.head();

        Cursor head = log.append(3);

        assertThat(sameLog.entriesAfter(start)).hasSize(3);
        await().until(() -> told.contains(head));
    }

    @Test
    void headsAreAnsweredTogetherAndWhatIsNotThereIsMissing() {
        Cursor head = log.append(3);
        Cursor other = LogDriver.in(first, "other").append(1);

        Map<String, Cursor> heads = join(second.heads(List.of("swarm1", "missing", "other")));

        assertThat(heads).isEqualTo(Map.of("swarm1", head, "other", other));
        assertThat(join(second.heads(List.of()))).isEmpty();
    }

    @Test
    void manyHeadsAreAsked() {
        List<String> names = new ArrayList<>();
        for (int n = 0; n < 1_201; n++) {
            names.add("missing" + n);
        }
        names.add(700, "swarm1");

        assertThat(join(second.heads(names))).isEqualTo(Map.of("swarm1", log.head()));
    }

    @Test
    void whoWasTooLateThreeTimesInARowGetsTheTurn() {
        Cursor known = sameLog.head();
        for (int n = 0; n < 3; n++) {
            Cursor head = log.append(1);
            assertThat(sameLog.append(batch(known))).isInstanceOf(Conflict.class);
            known = head;
        }

        // Sent first, but it is not its turn.
        CompletionStage<AppendResult> early = first.append("swarm1", batch(known));
        CompletionStage<AppendResult> late = second.append("swarm1", batch(known));

        assertThat(join(late)).isInstanceOf(Appended.class);
        assertThat(join(early)).isInstanceOf(Conflict.class);
    }

    @Test
    void aTurnThatIsNotTakenHoldsNobodyUpForLong() {
        Cursor known = sameLog.head();
        for (int n = 0; n < 3; n++) {
            Cursor head = log.append(1);
            sameLog.append(batch(known));
            known = head;
        }

        assertThat(log.append(batch(known))).isInstanceOf(Appended.class);
    }

    @Test
    void whoSpokeToOneIsKnownToTheOther() {
        join(first.exchange("swarm1", new Sightings(Map.of("a", Duration.ofSeconds(3)), Set.of(), Set.of())));

        Map<String, Duration> silences =
                join(second.exchange("swarm1", new Sightings(Map.of(), Set.of(), List.of("a", "never"))));

        assertThat(silences).containsOnlyKeys("a");
        assertThat(silences.get("a")).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(10));
    }

    @Test
    void theLatestSightingCounts() {
        join(first.exchange("swarm1", new Sightings(Map.of("a", Duration.ofSeconds(1)), Set.of(), Set.of())));
        join(second.exchange("swarm1", new Sightings(Map.of("a", Duration.ofSeconds(60)), Set.of(), Set.of())));

        assertThat(join(second.exchange("swarm1", new Sightings(Map.of(), Set.of(), List.of("a"))))
                        .get("a"))
                .isLessThan(Duration.ofSeconds(30));
    }

    @Test
    void whoIsGoneIsForgottenAndADeletedSwarmRemembersNobody() {
        Sightings spoke = new Sightings(Map.of("a", Duration.ZERO, "b", Duration.ZERO), Set.of(), Set.of());
        join(first.exchange("swarm1", spoke));

        join(first.exchange("swarm1", new Sightings(Map.of(), Set.of("a"), Set.of())));

        Sightings question = new Sightings(Map.of(), Set.of(), List.of("a", "b"));
        assertThat(join(second.exchange("swarm1", question))).containsOnlyKeys("b");
        log.delete();
        join(first.exchange("swarm1", spoke));
        assertThat(join(second.exchange("swarm1", question))).isEmpty();
    }

    @Test
    void aKilledSubscriptionIsTakenUpAgain() {
        List<Cursor> told = new CopyOnWriteArrayList<>();
        second.tail((swarm, head) -> told.add(head));
        await().until(() -> told.contains(log.append(1)));

        redis.call("CLIENT", "KILL", "TYPE", "pubsub");

        await().until(() -> told.contains(log.append(1)));
    }

    @Test
    void killedConnectionsAreMadeAgain() {
        redis.call("CLIENT", "KILL", "TYPE", "normal");

        await().ignoreExceptions().until(() -> log.append(1).seq() > 0);
        await().ignoreExceptions().until(() -> sameLog.append(1).seq() > 1);
    }

    @Test
    void aServerThatForgotTheScriptsIsToldThemAgain() {
        log.append(1);
        redis.call("SCRIPT", "FLUSH");

        assertThat(log.append(2).seq()).isEqualTo(3);
        assertThat(sameLog.entriesAfter(log.head().plus(-3))).hasSize(3);
    }
}
