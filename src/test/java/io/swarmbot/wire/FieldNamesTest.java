package io.swarmbot.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swarmbot.command.Giver;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.testing.ApiDocuments;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The error of a field names it as the client sent it: every documented field of every command, with unusable values.
 */
class FieldNamesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode OPENAPI = openapi();
    private static final List<String> BAD = List.of(
            "7.5", "true", "-1", "1000000000000", "\"\"", "\"a b\"", "[]", "{}", "[7]", "[\"a b\"]", "[{\"x\":1}]");

    static Stream<String> commands() {
        List<String> names = new ArrayList<>();
        OPENAPI.at("/components/schemas/Command/discriminator/mapping")
                .fieldNames()
                .forEachRemaining(names::add);
        return names.stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void errorOfAMessageNamesItsField(String command) {
        JsonNode schema = resolved(JSON.createObjectNode()
                .put(
                        "$ref",
                        OPENAPI.at("/components/schemas/Command/discriminator/mapping")
                                .path(command)
                                .asText()));
        ObjectNode whole = JSON.createObjectNode();
        required(schema).forEach(field -> whole.set(field, usable(field)));
        whole.remove("type");
        if (command.equals("send_message")) {
            // One of three fields says to whom, and none of them must be there.
            whole.put("to_capability", "x");
        }
        for (String field : properties(schema).keySet()) {
            if (!field.equals("type") && !field.equals("id")) {
                judge(whole, field, body -> CommandReader.read(command, Fields.of(body), Giver.ANYBODY));
            }
        }
    }

    @Test
    void errorOfASubmissionOverRestNamesItsField() {
        JsonNode schema = resolved(OPENAPI.path("paths")
                .path("/api/v1/swarms/{swarm}/tasks")
                .at("/post/requestBody/content/application~1json/schema"));
        ObjectNode whole = JSON.createObjectNode().put("type", "work");
        assertThat(properties(schema)).containsKeys("id", "type");
        for (String field : properties(schema).keySet()) {
            judge(whole, field, FieldNamesTest::submit);
        }
        assertThat(detail(() -> submit("{}"))).contains("field 'type' is missing");
        assertThat(detail(() -> submit("{\"type\":\"x\",\"task_type\":\"y\"}")))
                .contains("field 'task_type' is not known here");
    }

    private static Object submit(String body) {
        return CommandReader.read(
                "submit_task", Fields.of(body).renamed("id", "task_id").renamed("type", "task_type"), Giver.ANYBODY);
    }

    private interface Reading {
        Object read(String body);
    }

    /** Whatever is wrong with the value of the one field, the detail names this field. */
    private static void judge(ObjectNode whole, String field, Reading reading) {
        int refused = 0;
        for (String value : BAD) {
            ObjectNode body = whole.deepCopy();
            body.set(field, parse(value));
            Optional<String> detail = detail(() -> reading.read(body.toString()));
            if (detail.isPresent()) {
                refused++;
                // The key is also a header's.
                String name = field.equals("idempotency_key") ? "idempotency[_ ]key" : Pattern.quote(field);
                assertThat(detail.get()).as(body.toString()).containsPattern("(?<![a-z_])" + name + "(?![a-z_])");
            }
        }
        boolean takesAnything =
                List.of("input", "result", "error", "question", "answer").contains(field);
        assertThat(refused > 0 || takesAnything).as(field).isTrue();
    }

    private static Optional<String> detail(Runnable reading) {
        try {
            reading.run();
            return Optional.empty();
        } catch (Rejection rejection) {
            return Optional.of(rejection.detail());
        }
    }

    private static JsonNode usable(String field) {
        return parse(
                switch (field) {
                    case "status" -> "\"busy\"";
                    case "priority" -> "5";
                    case "lines" -> "[]";
                    default -> "\"a1\"";
                });
    }

    private static Set<String> required(JsonNode schema) {
        Set<String> all = new TreeSet<>();
        schema.path("allOf").forEach(part -> all.addAll(required(resolved(part))));
        schema.path("required").forEach(field -> all.add(field.asText()));
        return all;
    }

    private static Map<String, JsonNode> properties(JsonNode schema) {
        Map<String, JsonNode> all = new TreeMap<>();
        schema.path("allOf").forEach(part -> all.putAll(properties(resolved(part))));
        schema.path("properties").properties().forEach(each -> all.put(each.getKey(), each.getValue()));
        return all;
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? OPENAPI.at(node.path("$ref").asText().substring(1)) : node;
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode openapi() {
        try (InputStream in = FieldNamesTest.class.getResourceAsStream("/META-INF/openapi.yaml")) {
            return ApiDocuments.parse(new String(in.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
