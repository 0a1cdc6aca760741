package io.swarmbot.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.command.Scene;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.EntityRow;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.EventType;
import io.swarmbot.swarm.Receipt;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmState;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What stores hold stays readable, and is written again byte for byte, apart from fields that were added since. The
 * lines of {@code stored/version-1.txt} were written by the first release of the format: for each kind of event and row
 * one with few fields and one with many.
 */
class StoredFormatTest {

    private static final String SWARM = "default";
    private static final Cursor HEAD = new Cursor("k3f9", 1_000_000);

    /** Fields that were added since, as they are written for a stored line that lacks them. */
    private static final List<String> ADDED = List.of(
            ",\"timeout_given\":true",
            ",\"mode_by\":null",
            ",\"lease\":null",
            ",\"start_within\":null",
            ",\"attempt_lease\":null",
            ",\"attempt_start_within\":null");

    private final JsonCodec codec = new JsonCodec();

    /** A stored line: the kind of a row, or {@code event}. */
    private record Stored(String kind, String json) {

        static Stored of(String line) {
            int blank = line.indexOf(' ');
            return new Stored(line.substring(0, blank), line.substring(blank + 1));
        }
    }

    private static Stream<Stored> stored() throws IOException {
        try (InputStream in = StoredFormatTest.class.getResourceAsStream("/stored/version-1.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
            return Arrays.stream(text.split("\n")).map(Stored::of);
        }
    }

    static List<Stored> events() throws IOException {
        return stored().filter(each -> each.kind().equals("event")).toList();
    }

    static List<Stored> rows() throws IOException {
        return stored().filter(each -> !each.kind().equals("event")).toList();
    }

    @ParameterizedTest
    @MethodSource("events")
    void storedEventIsWrittenAgainByteForByte(Stored stored) {
        SwarmEvent event = decoded(stored);

        assertThat(withoutAdded(codec.encode(event, "replica").json())).isEqualTo(stored.json());
    }

    @Test
    void storedEventsAreOfEveryType() throws IOException {
        assertThat(events().stream().map(each -> decoded(each).type())).contains(EventType.values());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void storedRowIsWrittenAgainByteForByte(Stored stored) {
        SwarmState state = codec.decode(
                SWARM,
                Scene.ROOMY,
                HEAD,
                List.of(new EntityRow(stored.kind(), "any", 1, stored.json().getBytes(UTF_8))));

        EntityRow again = switch (stored.kind()) {
            case "agent" -> codec.encode(state.agents().iterator().next());
            case "task" -> codec.encode(state.tasksAfter("").iterator().next());
            case "receipt" -> codec.encode(receipts(state).get(0));
            case "message" -> codec.encode(state.messages().after("").iterator().next(), 1);
            case "file" -> codec.encode(state.files().after("").iterator().next(), 1);
            case "token" -> codec.encode(state.tokens().all().iterator().next(), 1);
            case "totals" -> codec.encode(state.summary(), 1);
            default -> throw new AssertionError(stored.kind());
        };
        assertThat(withoutAdded(again.json())).isEqualTo(stored.json());
    }

    private static String withoutAdded(byte[] json) {
        String text = new String(json, UTF_8);
        for (String each : ADDED) {
            text = text.replace(each, "");
        }
        return text;
    }

    @Test
    void receiptOfLogLinesKeepsTheirCounts() {
        Receipt receipt = new Receipt("key", "hash", Receipt.Answer.lines(3, 2), HEAD, Scene.NOON);

        EntityRow row = codec.encode(receipt);

        assertThat(row.json())
                .asString(UTF_8)
                .isEqualTo(
                        "{\"key\":\"key\",\"hash\":\"hash\",\"created\":false,\"agent_id\":null,\"task_id\":null,"
                                + "\"accepted\":3,\"dropped\":2,\"cursor\":\"k3f9-1000000\",\"at\":\"2026-11-23T12:00:00.000Z\"}");
        assertThat(receipts(codec.decode(SWARM, Scene.ROOMY, HEAD, List.of(row))))
                .containsExactly(receipt);
    }

    private SwarmEvent decoded(Stored stored) {
        LogEntry entry =
                new LogEntry(HEAD, "any", null, null, "replica", stored.json().getBytes(UTF_8));
        return codec.decode(SWARM, entry, true);
    }

    private static List<Receipt> receipts(SwarmState state) {
        List<Receipt> receipts = new ArrayList<>();
        state.collectReceiptsSince(SwarmState.empty(SWARM, Scene.ROOMY, HEAD), receipts, new ArrayList<>());
        return receipts;
    }
}
