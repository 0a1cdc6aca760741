package io.swarmbot.store.redis;

import static io.swarmbot.store.LogDriver.EVERYTHING;
import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.store.LogDriver.newId;
import static io.swarmbot.store.LogEntries.seqs;
import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.store.Append;
import io.swarmbot.store.AppendResult.Appended;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.LogEntries;
import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.GapReason;
import io.swarmbot.store.ReadResult.Page;
import io.swarmbot.store.Retention;
import io.swarmbot.store.StoreException;
import io.swarmbot.testing.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What happens to a log if its server restarts, loses data, hangs or is replaced. */
@Tag("stress-only")
class RedisServerTest {

    private static final String SWARM = "swarm1";
    private static final String PREFIX = "test";
    private static final Duration TIMEOUT = Duration.ofMillis(800);

    private final RedisProcess redis = RedisProcess.durable();
    private final RedisStores stores = new RedisStores(redis.port());

    @AfterEach
    void stop() {
        stores.close();
        redis.close();
    }

    private static RedisSettings settings(int waitReplicas, boolean waitAof) {
        return new RedisSettings(PREFIX, TIMEOUT, 100_000, null, waitReplicas, waitAof, Duration.ofMillis(300));
    }

    private LogDriver open() {
        return open(settings(0, false));
    }

    private LogDriver open(RedisSettings settings) {
        LogDriver log = new LogDriver(stores.open(settings), SWARM);
        await().ignoreExceptions().until(() -> {
            log.create();
            return true;
        });
        return log;
    }

    private static Append append(Cursor head, int entries) {
        return new Append(newId(), head, LogEntries.after(head, entries), List.of());
    }

    private static StoreException failure(LogDriver log, Append append) {
        try {
            throw new AssertionError("appended: " + log.append(append));
        } catch (StoreException failure) {
            return failure;
        }
    }

    private static void awaitServer(RedisStore store) {
        await().until(() -> store.check()
                .handle((works, failure) -> failure == null)
                .toCompletableFuture()
                .join());
    }

    @Test
    void restartKeepsTheLogAndBeginsAnEpochThatServesEarlierCursors() {
        LogDriver log = open();
        Cursor start = log.head();
        Cursor before = log.append(3);

        redis.kill();
        redis.start();
        awaitServer((RedisStore) log.store);

        assertThat(log.head().seq()).isEqualTo(3);
        assertThat(log.head().epoch()).isNotEqualTo(before.epoch());
        Cursor head = log.append(2);
        assertThat(seqs(log.page(start, EVERYTHING).entries())).isEqualTo(seqs(1, 5));
        assertThat(log.read(before, EVERYTHING)).isInstanceOf(Page.class);
        assertThat(log.read(before.plus(1), EVERYTHING)).isEqualTo(new Gap(GapReason.EPOCH, head, 3));
    }

    @Test
    void flushedServerHasNoSwarmsAndASwarmMadeAgainHasAnotherEpoch() {
        LogDriver log = open();
        Cursor before = log.append(3);

        redis.call("FLUSHALL");

        assertThatThrownBy(() -> log.read(before, EVERYTHING)).isInstanceOf(NoSuchSwarmException.class);
        assertThatThrownBy(() -> log.append(append(before, 1))).isInstanceOf(NoSuchSwarmException.class);
        assertThat(join(log.store.swarms())).isEmpty();
        assertThat(log.create()).isTrue();
        assertThat(log.read(before, EVERYTHING)).isEqualTo(new Gap(GapReason.EPOCH, log.head()));
    }

    /** The server copied another one that lacked the newest entries. Nobody asked the other one meanwhile. */
    @Test
    void serverThatWasAReplicaForAMomentBeginsANewEpoch() {
        LogDriver log = open();
        try (RedisProcess other = RedisProcess.with("--repl-diskless-sync-delay", "0")) {
            Cursor left = log.append(3);
            other.follow(redis);
            other.promote();
            Cursor lost = log.append(2);

            redis.follow(other);
            redis.promote();
            awaitServer((RedisStore) log.store);

            await().ignoreExceptions().until(() -> log.head().seq() == 3);
            assertThat(log.read(lost, EVERYTHING)).isEqualTo(new Gap(GapReason.EPOCH, log.head(), left.seq()));
        }
    }

    @Test
    void serverThatIsDownRefusesEverythingAndNothingIsWritten() {
        LogDriver log = open();
        Cursor head = log.append(3);
        redis.kill();
        await().until(() -> failure(log, append(head, 1)).isOutcomeKnown());

        assertThatThrownBy(() -> join(log.store.check())).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> log.read(head, EVERYTHING)).isInstanceOf(StoreException.class);

        redis.start();
        awaitServer((RedisStore) log.store);
        assertThat(log.head().seq()).isEqualTo(3);
    }

    @Test
    void pausedServerLeavesTheOutcomeUnknownUntilTheSameAppendIsSentAgain() {
        LogDriver log = open();
        Cursor head = log.head();
        Append append = append(head, 2);
        redis.call("CLIENT", "PAUSE", Long.toString(TIMEOUT.toMillis() * 2), "ALL");

        assertThat(failure(log, append).isOutcomeKnown()).isFalse();

        await().ignoreExceptions()
                .untilAsserted(() -> assertThat(log.append(append)).isEqualTo(new Appended(head.plus(2))));
        assertThat(seqs(log.entriesAfter(head))).isEqualTo(seqs(1, 2));
    }

    @Test
    void serverWithoutMemoryRefusesAppendsAndWritesNoPartOfThem() {
        LogDriver log = open();
        Cursor head = log.append(3);
        redis.call("CONFIG", "SET", "maxmemory", "1");

        assertThat(failure(log, append(head, 5)).isOutcomeKnown()).isTrue();

        redis.call("CONFIG", "SET", "maxmemory", "0");
        assertThat(log.head()).isEqualTo(head);
        assertThat(log.append(5).seq()).isEqualTo(8);
    }

    @Test
    void serverThatEvictsKeysIsNotReady() {
        LogDriver log = open();
        redis.call("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");

        assertThatThrownBy(() -> join(log.store.check())).hasMessageContaining("allkeys-lru");

        redis.call("CONFIG", "SET", "maxmemory-policy", "noeviction");
        join(log.store.check());
    }

    @Test
    void logOfANewerFormatIsRefusedAndTheStoreIsNotReady() {
        LogDriver log = open();
        Cursor head = log.append(1);
        redis.call("HSET", PREFIX + ":{" + SWARM + "}:head", "format", "2");

        assertThat(failure(log, append(head, 1)).isOutcomeKnown()).isTrue();
        assertThatThrownBy(() -> join(log.store.check())).hasMessageContaining(SWARM);
        assertThat(join(log.store.shared().orElseThrow().heads(List.of(SWARM)))).containsEntry(SWARM, head);

        redis.call("HSET", PREFIX + ":{" + SWARM + "}:head", "format", "1");
        assertThat(log.append(1).seq()).isEqualTo(2);
        join(log.store.check());
    }

    @Test
    void appendIsAcknowledgedOnlyWhenTheConfiguredReplicasHaveIt() {
        LogDriver log = open(settings(1, false));
        Cursor head = log.head();
        Append append = append(head, 1);

        assertThat(failure(log, append).isOutcomeKnown()).isFalse();

        try (RedisProcess replica = RedisProcess.with("--repl-diskless-sync-delay", "0")) {
            replica.follow(redis);
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(log.append(append)).isEqualTo(new Appended(head.plus(1))));
            assertThat(replica.call("XLEN", PREFIX + ":{" + SWARM + "}:log")).isEqualTo(1L);
            Append next = append(append.head(), 2);
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(log.append(next)).isEqualTo(new Appended(next.head())));

            replica.freeze();
            Append late = append(log.head(), 1);
            assertThat(failure(log, late).isOutcomeKnown()).isFalse();
            assertThat(failure(log, late).isOutcomeKnown()).as("sent again").isFalse();
            replica.goOn();
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(log.append(late)).isEqualTo(new Appended(late.head())));
            assertThat(replica.call("XLEN", PREFIX + ":{" + SWARM + "}:log")).isEqualTo(4L);
        }
    }

    @Test
    void serverBefore72IsRefusedIfAppendsMustWaitForItsDisk() {
        String[] version = redis.info("redis_version").split("\\.");
        boolean isNewEnough = Integer.parseInt(version[0]) * 100 + Integer.parseInt(version[1]) >= 702;
        if (isNewEnough) {
            LogDriver log = open(settings(0, true));
            assertThat(log.append(2).seq()).isEqualTo(2);
            return;
        }

        assertThatThrownBy(() -> stores.open(settings(0, true)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("7.2");
    }

    @Test
    void logWithARetentionOfItsOwnKeepsItsEntriesByThat() {
        Retention shortly = new Retention(100, Optional.empty(), Optional.of(Duration.ofMillis(200)));
        Retention longer = new Retention(1_000, Optional.empty(), Optional.of(Duration.ofDays(400)));
        Duration wait = Duration.ofMillis(300);
        LogDriver log = open(new RedisSettings(PREFIX, TIMEOUT, shortly, Map.of(".registry", longer), 0, false, wait));
        LogDriver registry = LogDriver.in(log.store, ".registry");
        Cursor start = registry.head();
        log.append(5);
        for (int n = 0; n < 500; n++) {
            registry.append(1);
        }
        long now = System.currentTimeMillis();
        await().until(() -> System.currentTimeMillis() > now + wait.toMillis());

        join(((RedisStore) log.store).upkeep().trim(List.of(SWARM, ".registry")));

        assertThat(log.page(log.head().plus(-1), EVERYTHING).entries()).hasSize(1);
        assertThat(log.read(log.head().plus(-5), EVERYTHING)).isEqualTo(new Gap(GapReason.EXPIRED, log.head()));
        assertThat(registry.entriesAfter(start)).hasSize(500);
    }

    @Test
    void entriesThatAreTooOldAreTrimmed() {
        LogDriver log = open();
        Cursor start = log.head();
        log.append(5);
        long now = System.currentTimeMillis();
        await().until(() -> System.currentTimeMillis() > now + 300);
        log.append(2);

        join(((RedisStore) log.store).upkeep().trim(SWARM, Duration.ofMillis(200)));

        assertThat(log.read(start, EVERYTHING)).isEqualTo(new Gap(GapReason.EXPIRED, log.head()));
        // The newest entry stays, even if it is too old.
        assertThat(log.page(log.head().plus(-1), EVERYTHING).entries()).hasSize(1);
    }
}
