package io.swarmbot.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swarmbot.Seeds;
import io.swarmbot.coordinator.RandomLog;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.wire.Documents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An event gives each stored field that its type may change, also if it is empty or did not change. So every reader
 * that sees the event has the true value of these fields, whatever else it did not see. The tests whose names begin
 * with {@code without} show what becomes of that in two shorter forms.
 */
class ShorterEventsTest {

    private static final int EVENTS = 400;
    private static final int CONFLATED = 20;
    private static final long FIXED_SEED = 1;
    private static final SwarmLimits LIMITS = new SwarmLimits(8, 60, 1_000);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> WHOLE =
            Set.of("agent_registered", "agent_updated", "task_submitted", "task_updated", "task_assigned");
    private static final Set<String> FIELDS =
            Set.of("agent_status_changed", "agent_liveness_changed", "task_status_changed", "task_progress", "alert");
    private static final Set<String> NOT_STORED = Set.of(
            "type",
            "cursor",
            "timestamp",
            "agent_id",
            "task_id",
            "previous_status",
            "previous_liveness",
            "previous_alert",
            "detail",
            "actor",
            "via",
            "reason",
            "receipt",
            "traceparent");

    /** Says which stored fields of an event a shorter form leaves out. */
    private interface Form {

        Form WHOLE = (field, value, before) -> false;
        Form NOT_EMPTY = (field, value, before) -> value.isNull() || value.isEmpty() && value.isContainerNode();
        Form CHANGED = (field, value, before) -> value.equals(before.get(field));

        boolean leavesOut(String field, JsonNode value, JsonNode before);
    }

    private RandomLog log;
    private final Map<Integer, Map<String, JsonNode>> entities = new HashMap<>();

    @BeforeEach
    void makeLog() {
        log = new RandomLog(new Random(FIXED_SEED), LIMITS, EVENTS);
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void everyReaderHasTheTrueValueOfTheFieldsOfAnEvent(long seed) {
        Random random = Seeds.random("everyReaderHasTheTrueValueOfTheFieldsOfAnEvent", seed);
        log = new RandomLog(random, LIMITS, EVENTS);
        List<String> types = log.entries().stream()
                .map(LogEntry::type)
                .filter(FIELDS::contains)
                .toList();
        String type = types.get(random.nextInt(types.size()));
        int from = random.nextInt(EVENTS / 2);

        assertThat(wrongFields(Form.WHOLE, log.entries().subList(from, EVENTS))).isEmpty();
        assertThat(wrongFields(Form.WHOLE, filtered(entry -> entry.type().equals(type))))
                .isEmpty();
        assertThat(wrongFields(Form.WHOLE, conflated())).isEmpty();
    }

    @Test
    void withoutEmptyFieldsWhatBecameEmptyStaysAsItWas() {
        assertThat(wrongFields(Form.NOT_EMPTY, log.entries())).contains("agent_status_changed current_task");
    }

    @Test
    void withoutUnchangedFieldsWhoSeesAllHasTheTrueValues() {
        assertThat(wrongFields(Form.CHANGED, log.entries())).isEmpty();
    }

    @Test
    void withoutUnchangedFieldsWhoseFilterLeavesOutAChangeDoesNotSeeItLater() {
        List<LogEntry> seen = filtered(entry -> entry.type().equals("task_status_changed"));

        assertThat(wrongFields(Form.CHANGED, seen)).contains("task_status_changed progress");
    }

    @Test
    void withoutUnchangedFieldsTheNewestEventDoesNotStandForTheOlderOnes() {
        assertThat(wrongFields(Form.CHANGED, conflated())).contains("agent_status_changed details");
    }

    private List<LogEntry> filtered(Predicate<LogEntry> filter) {
        return log.entries().stream().filter(filter).toList();
    }

    private List<LogEntry> conflated() {
        List<LogEntry> left = new ArrayList<>();
        for (int from = 0; from < EVENTS; from += CONFLATED) {
            Conflation part = new Conflation(new Cursor("k3f9", from));
            log.entries().subList(from, from + CONFLATED).forEach(part::take);
            left.addAll(part.entries());
        }
        return left;
    }

    /**
     * Folds the events, in this form, into the snapshot before the first of them. Returns the type and the name of each
     * field that is not, behind an event whose type has that field, what it is in the swarm.
     */
    private Set<String> wrongFields(Form form, List<LogEntry> seen) {
        Map<String, JsonNode> known = new HashMap<>();
        entitiesAfter((int) seen.get(0).seq() - 1).forEach((id, entity) -> known.put(id, entity.deepCopy()));
        Map<String, Set<String>> storedFields = storedFields();
        Set<String> wrong = new TreeSet<>();
        for (LogEntry entry : seen) {
            JsonNode event = parsed(entry.json());
            String entity = entry.taskId() == null ? "agent " + entry.agentId() : "task " + entry.taskId();
            if (WHOLE.contains(entry.type())) {
                known.put(entity, event.has("task") ? event.get("task") : event.get("agent"));
            } else if (FIELDS.contains(entry.type())) {
                JsonNode before = entitiesAfter((int) entry.seq() - 1).get(entity);
                JsonNode now = entitiesAfter((int) entry.seq()).get(entity);
                ObjectNode mine = (ObjectNode) known.computeIfAbsent(entity, id -> JSON.createObjectNode());
                for (String name : storedFields.get(entry.type())) {
                    JsonNode value = event.get(name);
                    if (value != null && !form.leavesOut(name, value, before)) {
                        mine.set(name, value);
                    }
                    if (!now.get(name).equals(mine.get(name))) {
                        wrong.add(entry.type() + " " + name);
                    }
                }
            }
        }
        return wrong;
    }

    /** The stored fields that any event of a type has. */
    private Map<String, Set<String>> storedFields() {
        Map<String, Set<String>> names = new HashMap<>();
        for (LogEntry entry : log.entries()) {
            Set<String> ofType = names.computeIfAbsent(entry.type(), type -> new TreeSet<>());
            parsed(entry.json()).fieldNames().forEachRemaining(ofType::add);
            ofType.removeAll(NOT_STORED);
        }
        return names;
    }

    /** The agents and tasks of the swarm after so many events. */
    private Map<String, JsonNode> entitiesAfter(int events) {
        return entities.computeIfAbsent(events, n -> {
            JsonNode snapshot = parsed(Documents.snapshot(log.after(n)).bytes());
            Map<String, JsonNode> found = new HashMap<>();
            snapshot.get("agents")
                    .forEach(agent -> found.put("agent " + agent.get("id").asText(), agent));
            snapshot.get("tasks")
                    .forEach(task -> found.put("task " + task.get("id").asText(), task));
            return found;
        });
    }

    private static JsonNode parsed(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
