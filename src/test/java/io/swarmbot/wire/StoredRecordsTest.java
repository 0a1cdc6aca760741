package io.swarmbot.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.swarmbot.command.Command;
import io.swarmbot.command.Giver;
import io.swarmbot.command.Scene;
import io.swarmbot.grant.AccessToken;
import io.swarmbot.store.Append;
import io.swarmbot.store.AppendResult.Appended;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.EntityRow;
import io.swarmbot.store.Epochs;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.embedded.Durability;
import io.swarmbot.store.embedded.EmbeddedSettings;
import io.swarmbot.store.embedded.EmbeddedStore;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.store.redis.RedisStores;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.EventType;
import io.swarmbot.swarm.Receipt;
import io.swarmbot.swarm.ReceiptLimits;
import io.swarmbot.swarm.StoredState;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskRules;
import io.swarmbot.swarm.file.SharedFile;
import io.swarmbot.swarm.message.SwarmMessage;
import io.swarmbot.testing.RedisProcess;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written is readable: every field of every entity and event, at its extremes, through each store. */
class StoredRecordsTest {

    private static final int ROUNDS = 40;
    private static final SwarmLimits LIMITS = new SwarmLimits(
            10, 100, 1_000, SwarmLimits.MESSAGES, new ReceiptLimits(Duration.ofDays(1), 1_000), TaskRules.DEFAULTS);

    private final JsonCodec codec = new JsonCodec();

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void recordsComeBackFromTheMemoryStoreAsTheyWere(long seed) {
        SwarmStore store = new MemoryStore(100_000, 256 << 20);

        assertComesBack(seed, () -> store);
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void recordsComeBackFromTheEmbeddedStoreAfterARestartAsTheyWere(long seed, @TempDir Path directory) {
        assertComesBack(
                seed,
                () -> EmbeddedStore.open(
                        new EmbeddedSettings(directory, Durability.OS, 100_000, Optional.empty()),
                        Clock.systemUTC(),
                        new Epochs()));
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void recordsComeBackFromRedisAsTheyWere(long seed) {
        try (RedisProcess redis = RedisProcess.with();
                RedisStores stores = new RedisStores(redis.port())) {
            assertComesBack(seed, () -> stores.open(RedisStores.settings("records", 100_000)));
        }
    }

    /** @param opening opens the store, and opens it again after it was closed */
    private void assertComesBack(long seed, Supplier<SwarmStore> opening) {
        Random random = Seeds.random("StoredRecordsTest", seed);
        ExtremeRecords records = new ExtremeRecords(random);
        List<SwarmEvent> events = new ArrayList<>();
        Map<String, Object> entities = new TreeMap<>();
        SwarmStore store = opening.get();
        LogDriver log = LogDriver.in(store, ExtremeRecords.SWARM);
        Cursor start = log.head();
        for (int round = 0; round < ROUNDS; round++) {
            Cursor head = log.head();
            List<LogEntry> entries = new ArrayList<>();
            for (EventType type : EventType.values()) {
                SwarmEvent event = records.event(type, head.plus(entries.size() + 1));
                events.add(event);
                entries.add(codec.encode(event, "replica"));
            }
            List<EntityRow> rows = new ArrayList<>();
            for (Object entity : List.of(
                    records.agent(),
                    records.task(),
                    records.receipt(),
                    records.message(),
                    records.file(),
                    records.token(),
                    records.summary())) {
                EntityRow encoded = encoded(entity);
                EntityRow row = new EntityRow(encoded.kind(), "r" + round, encoded.version(), encoded.json());
                rows.add(row);
                entities.put(row.kind() + row.id(), entity);
            }
            assertThat(log.append(new Append(LogDriver.newId(), head, entries, rows)))
                    .isInstanceOf(Appended.class);
        }
        store.close();

        try (SwarmStore again = opening.get()) {
            LogDriver reopened = new LogDriver(again, ExtremeRecords.SWARM);
            List<LogEntry> read = reopened.entriesAfter(start);
            assertThat(read).hasSameSizeAs(events);
            for (int n = 0; n < read.size(); n++) {
                assertThat(codec.decode(ExtremeRecords.SWARM, read.get(n), true))
                        .isEqualTo(events.get(n));
            }
            List<EntityRow> rows = reopened.image().entities();
            assertThat(rows).hasSameSizeAs(entities.entrySet());
            for (EntityRow row : rows) {
                assertThat(decoded(row)).isEqualTo(entities.get(row.kind() + row.id()));
            }
        }
    }

    private EntityRow encoded(Object entity) {
        if (entity instanceof Agent agent) {
            return codec.encode(agent);
        } else if (entity instanceof Task task) {
            return codec.encode(task);
        } else if (entity instanceof Receipt receipt) {
            return codec.encode(receipt);
        } else if (entity instanceof SwarmMessage message) {
            return codec.encode(message, 1);
        } else if (entity instanceof SharedFile file) {
            return codec.encode(file, 1);
        } else if (entity instanceof AccessToken token) {
            return codec.encode(token, 1);
        }
        return codec.encode((StoredState.Summary) entity, 1);
    }

    private Object decoded(EntityRow row) {
        SwarmState state = codec.decode(ExtremeRecords.SWARM, LIMITS, new Cursor("0z", Cursor.MAX_SEQ), List.of(row));
        return switch (row.kind()) {
            case "agent" -> state.agents().iterator().next();
            case "task" -> state.tasksAfter("").iterator().next();
            case "receipt" -> receiptOf(state);
            case "message" -> state.messages().after("").iterator().next();
            case "file" -> state.files().after("").iterator().next();
            case "token" -> state.tokens().all().iterator().next();
            default -> state.summary();
        };
    }

    private static Receipt receiptOf(SwarmState state) {
        List<Receipt> receipts = new ArrayList<>();
        state.collectReceiptsSince(
                SwarmState.empty(ExtremeRecords.SWARM, LIMITS, state.cursor()), receipts, new ArrayList<>());
        return receipts.get(0);
    }

    @Test
    void longTimeoutWithAFractionOfASecondIsReadAgain() {
        Scene scene = new Scene().given(submitted("PT1000000.001S"));

        EntityRow row = codec.encode(scene.task("t1"));

        assertThat(new String(java.util.Objects.requireNonNull(row.json()), UTF_8))
                .contains("\"timeout\":\"1000000001ms\"");
        assertThat(decoded(row)).isEqualTo(scene.task("t1"));
    }

    @ParameterizedTest
    @CsvSource({"PT0.0015S, 1ms", "PT1.0009999S, 1s", "2592000000ms, 2592000s"})
    void durationIsKeptInWholeMilliseconds(String given, String kept) {
        Scene scene = new Scene().given(submitted(given));

        assertThat(Times.write(scene.task("t1").timeout())).isEqualTo(kept);
        assertThat(decoded(codec.encode(scene.task("t1")))).isEqualTo(scene.task("t1"));
    }

    private static Command submitted(String timeout) {
        return CommandReader.read(
                "submit_task",
                Fields.of("{\"task_id\":\"t1\",\"task_type\":\"x\",\"timeout\":\"" + timeout + "\"}"),
                Giver.ANYBODY);
    }
}
