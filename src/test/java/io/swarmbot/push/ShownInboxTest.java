package io.swarmbot.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swarmbot.Seeds;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.view.InboxEntry;
import io.swarmbot.swarm.view.InboxPage;
import io.swarmbot.swarm.view.InboxPlace;
import io.swarmbot.wire.Documents;
import io.swarmbot.wire.Message;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client of the stream is told, and what it makes of it. */
class ShownInboxTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    private final Map<String, JsonNode> held = new TreeMap<>();
    private boolean hasMore;
    private int most;

    private static String key(JsonNode entry) {
        return entry.path("since").asText() + " " + entry.path("swarm").asText() + " "
                + entry.path("task_id").asText();
    }

    private void take(Message message) throws IOException {
        JsonNode told = JSON.readTree(message.json());
        JsonNode entry = told.path("entry");
        assertThat(message.id()).isNull();
        assertThat(told.path("type").asText()).isEqualTo(message.type());
        switch (message.type()) {
            case "begin" -> {
                assertThat(held).isEmpty();
                told.path("entries").forEach(each -> held.put(key(each), each));
                hasMore = told.path("more").asBoolean();
            }
            case "added" -> assertThat(held.put(key(entry), entry)).isNull();
            case "removed" -> assertThat(held.remove(key(entry))).isEqualTo(entry);
            default -> {
                assertThat(told.path("more").asBoolean()).isNotEqualTo(hasMore);
                hasMore = !hasMore;
            }
        }
        most = Math.max(most, held.size());
    }

    /** Some entries of some swarms, whose logs are anywhere. */
    private static InboxPage page(Map<String, Map<String, InboxEntry>> swarms, Random random) {
        InboxPage page = new InboxPage(InboxPlace.BEGIN, ShownInbox.SIZE, NOW);
        swarms.forEach((swarm, entries) ->
                page.add(swarm, new Cursor("e", random.nextInt(1_000)), List.copyOf(entries.values())));
        return page;
    }

    private static void change(Map<String, Map<String, InboxEntry>> swarms, Random random) {
        int changes = random.nextInt(60);
        for (int n = 0; n < changes; n++) {
            Map<String, InboxEntry> entries =
                    swarms.computeIfAbsent("s" + random.nextInt(6), first -> new LinkedHashMap<>());
            String task = "t" + random.nextInt(40);
            if (random.nextInt(3) == 0) {
                entries.remove(task);
            } else {
                InboxEntry.Kind kind = InboxEntry.Kind.values()[random.nextInt(3)];
                Instant since = NOW.minusSeconds(random.nextInt(5));
                entries.put(task, new InboxEntry(kind, task, "a1", since, "text " + random.nextInt(3)));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void whoFoldsTheMessagesHoldsTheFirstPageOfTheListAndNoMore(long seed) throws IOException {
        Random random = Seeds.random("whoFoldsTheMessagesHoldsTheFirstPageOfTheListAndNoMore", seed);
        Map<String, Map<String, InboxEntry>> swarms = new TreeMap<>();
        ShownInbox shown = new ShownInbox();
        for (int look = 0; look < 200; look++) {
            change(swarms, random);

            for (Message message : shown.update(page(swarms, random))) {
                take(message);
            }

            JsonNode list = JSON.readTree(Documents.inbox(page(swarms, random)).bytes());
            List<JsonNode> entries = new ArrayList<>();
            list.path("entries").forEach(entries::add);
            assertThat(held.values())
                    .map(ShownInboxTest::withoutCursor)
                    .containsExactlyInAnyOrderElementsOf(
                            entries.stream().map(ShownInboxTest::withoutCursor).toList());
            assertThat(hasMore).isEqualTo(!list.path("next").isNull());
            assertThat(shown.update(page(swarms, random))).isEmpty();
        }
        assertThat(most).isEqualTo(ShownInbox.SIZE);
    }

    private static JsonNode withoutCursor(JsonNode entry) {
        return ((ObjectNode) entry.deepCopy()).without("cursor");
    }
}
