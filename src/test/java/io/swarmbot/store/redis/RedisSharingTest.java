package io.swarmbot.store.redis;

import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.store.LogDriver.newId;
import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.store.Append;
import io.swarmbot.store.AppendResult;
import io.swarmbot.store.AppendResult.Appended;
import io.swarmbot.store.AppendResult.Conflict;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.LogEntries;
import io.swarmbot.store.SharedStore;
import io.swarmbot.store.SharedStore.Sightings;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.RedisProcess;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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

/** Two stores on one server, like the stores of two replicas. */
class RedisSharingTest {

    private static RedisProcess redis;
    private static RedisStores stores;

    private RedisStore first;
    private RedisStore second;
    private RedisSettings settings;
    private SharedStore firstShared;
    private SharedStore secondShared;
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
        settings = RedisStores.settings(RedisStores.newPrefix(), 100_000);
        first = stores.open(settings);
        second = stores.open(settings);
        firstShared = first.shared().orElseThrow();
        secondShared = second.shared().orElseThrow();
        log = LogDriver.in(first, "swarm1");
        sameLog = new LogDriver(second, "swarm1");
    }

    @AfterEach
    void closeStores() {
        first.close();
        second.close();
    }

    private static Append append(Cursor head) {
        return new Append(newId(), head, LogEntries.after(head, 1), List.of());
    }

    @Test
    void appendOfOneReplicaIsReadByTheOtherAndAnnouncedToIt() {
        List<Cursor> told = new CopyOnWriteArrayList<>();
        second.tail((swarm, head) -> told.add(head));
        Cursor start = log.head();

        Cursor head = log.append(3);

        assertThat(sameLog.entriesAfter(start)).hasSize(3);
        await().until(() -> told.contains(head));
    }

    @Test
    void lastUseThatOneReplicaNotedIsReadByTheOther() {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(10);
        join(first.noteUses("swarm1", Map.of("a", now, "b", now)));
        join(second.noteUses("swarm1", Map.of("a", now.plusMillis(1), "b", now.minusMillis(1))));

        assertThat(join(first.uses("swarm1"))).isEqualTo(Map.of("a", now.plusMillis(1), "b", now));
        assertThat(join(second.uses("swarm1"))).isEqualTo(join(first.uses("swarm1")));
    }

    @Test
    void headsAnswersAllSwarmsAtOnceWithoutThoseThatDoNotExist() {
        Cursor head = log.append(3);
        Cursor other = LogDriver.in(first, "other").append(1);

        Map<String, Cursor> heads = join(secondShared.heads(List.of("swarm1", "missing", "other")));

        assertThat(heads).isEqualTo(Map.of("swarm1", head, "other", other));
        assertThat(join(secondShared.heads(List.of()))).isEmpty();
    }

    @Test
    void headsAnswersMoreSwarmsThanFitIntoOneCall() {
        List<String> names = new ArrayList<>();
        for (int n = 0; n < 1_201; n++) {
            names.add("missing" + n);
        }
        names.add(700, "swarm1");

        assertThat(join(secondShared.heads(names))).isEqualTo(Map.of("swarm1", log.head()));
    }

    @Test
    void writerWithThreeConflictsInARowGetsTheTurn() {
        Cursor known = sameLog.head();
        for (int n = 0; n < 3; n++) {
            Cursor head = log.append(1);
            assertThat(sameLog.append(append(known))).isInstanceOf(Conflict.class);
            known = head;
        }

        // This append is sent first, but it is the other store's turn.
        CompletionStage<AppendResult> early = first.append("swarm1", append(known));
        CompletionStage<AppendResult> late = second.append("swarm1", append(known));

        assertThat(join(late)).isInstanceOf(Appended.class);
        assertThat(join(early)).isInstanceOf(Conflict.class);
    }

    @Test
    void turnThatIsNotUsedDelaysOthersOnlyForAMoment() {
        Cursor known = sameLog.head();
        for (int n = 0; n < 3; n++) {
            Cursor head = log.append(1);
            sameLog.append(append(known));
            known = head;
        }

        assertThat(log.append(append(known))).isInstanceOf(Appended.class);
    }

    @Test
    void sightingOfOneReplicaIsKnownToTheOther() {
        join(firstShared.exchange("swarm1", new Sightings(Map.of("a", Duration.ofSeconds(3)), Set.of(), Set.of())));

        Map<String, Duration> silences =
                join(secondShared.exchange("swarm1", new Sightings(Map.of(), Set.of(), List.of("a", "never"))));

        assertThat(silences).containsOnlyKeys("a");
        assertThat(silences.get("a")).isBetween(Duration.ofSeconds(3), Patience.LIMIT);
    }

    @Test
    void latestSightingCounts() {
        join(firstShared.exchange("swarm1", new Sightings(Map.of("a", Duration.ofSeconds(1)), Set.of(), Set.of())));
        join(secondShared.exchange("swarm1", new Sightings(Map.of("a", Duration.ofHours(1)), Set.of(), Set.of())));

        assertThat(join(secondShared.exchange("swarm1", new Sightings(Map.of(), Set.of(), List.of("a"))))
                        .get("a"))
                .isLessThan(Patience.LIMIT);
    }

    @Test
    void sightingFromBeforeTheServersClockWasSetBackCountsAsNow() {
        String key = settings.prefix() + ":{swarm1}:seen";
        Sightings question = new Sightings(Map.of(), Set.of(), List.of("a"));
        String toCome = Long.toString(System.currentTimeMillis() + 3_600_000);
        redis.call("HSET", key, "a", toCome);

        assertThat(join(secondShared.exchange("swarm1", question)).get("a")).isZero();
        assertThat(Long.parseLong((String) redis.call("HGET", key, "a")))
                .isLessThanOrEqualTo(System.currentTimeMillis() + 1_000);
        redis.call("HSET", key, "a", toCome);
        join(firstShared.exchange("swarm1", new Sightings(Map.of("a", Duration.ofSeconds(3)), Set.of(), Set.of())));
        assertThat(join(secondShared.exchange("swarm1", question)).get("a"))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void sightingsOfGoneAgentsAndOfDeletedSwarmsAreForgotten() {
        Sightings spoke = new Sightings(Map.of("a", Duration.ZERO, "b", Duration.ZERO), Set.of(), Set.of());
        join(firstShared.exchange("swarm1", spoke));

        join(firstShared.exchange("swarm1", new Sightings(Map.of(), Set.of("a"), Set.of())));

        Sightings question = new Sightings(Map.of(), Set.of(), List.of("a", "b"));
        assertThat(join(secondShared.exchange("swarm1", question))).containsOnlyKeys("b");
        log.delete();
        join(firstShared.exchange("swarm1", spoke));
        assertThat(join(secondShared.exchange("swarm1", question))).isEmpty();
    }

    @Test
    void subscriptionIsMadeAgainAfterItWasKilled() {
        List<Cursor> told = new CopyOnWriteArrayList<>();
        second.tail((swarm, head) -> told.add(head));
        await().until(() -> told.contains(log.append(1)));

        redis.call("CLIENT", "KILL", "TYPE", "pubsub");

        await().until(() -> told.contains(log.append(1)));
    }

    @Test
    void connectionsAreMadeAgainAfterTheyWereKilled() {
        redis.call("CLIENT", "KILL", "TYPE", "normal");

        await().ignoreExceptions().until(() -> log.append(1).seq() > 0);
        await().ignoreExceptions().until(() -> sameLog.append(1).seq() > 1);
    }

    @Test
    void scriptsAreSentAgainIfTheServerForgotThem() {
        log.append(1);
        redis.call("SCRIPT", "FLUSH");

        assertThat(log.append(2).seq()).isEqualTo(3);
        assertThat(sameLog.entriesAfter(log.head().plus(-3))).hasSize(3);
    }
}
