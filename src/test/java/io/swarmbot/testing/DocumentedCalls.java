package io.swarmbot.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Calls operations of the REST interface, and checks each call and answer against the document. Not thread-safe. */
public final class DocumentedCalls {

    /** Headers that any HTTP answer may have. */
    private static final Set<String> USUAL_HEADERS = Set.of(
            "cache-control",
            "content-length",
            "content-type",
            "ratelimit",
            "ratelimit-policy",
            "referrer-policy",
            "sec-websocket-version",
            "transfer-encoding",
            "upgrade",
            "vary",
            "x-content-type-options");

    private static final int FIRST_REFUSAL = 400;

    private final URI server;
    private final ApiDocuments documents;
    private final Set<String> made = new TreeSet<>();

    /** The place of an operation in the document. */
    private record Operation(String method, String path, JsonNode pathItem, JsonNode node) {

        String pointer() {
            return "/openapi/paths/" + path.replace("/", "~1") + "/" + method;
        }
    }

    public DocumentedCalls(URI server, ApiDocuments documents) {
        this.server = server;
        this.documents = documents;
    }

    /**
     * Calls an operation. Fails if the call, or the status, headers or body of its answer, is not as the document says.
     *
     * @param operationId the name of the operation in the document
     * @param body JSON with single quotes, or null for none
     * @return the body of the answer; a missing node if it has none
     */
    public JsonNode call(String operationId, String target, String body, int status, String... headers) {
        Operation operation = operation(operationId);
        assertThat(target.replaceAll("\\?.*", "")).matches(pattern(operation.path()));
        judgeParameters(operation, target, headers);
        String json = body == null ? null : body.replace('\'', '"');
        if (json != null && status < FIRST_REFUSAL) {
            documents.assertFits(
                    schemaPointer(
                            operation.pointer() + "/requestBody",
                            operation.node().path("requestBody"),
                            "application/json"),
                    ApiDocuments.parse(json));
        }
        String method = operation.method().toUpperCase(Locale.ROOT);
        HttpResponse<String> answer = Rest.exchange(server, method, target, json, headers);
        assertThat(answer.statusCode())
                .as("%s %s: %s", method, target, answer.body())
                .isEqualTo(status);
        return judge(operation, operationId, answer);
    }

    /** Notes that the operation was called in another way. */
    public void madeOtherwise(String operationId, int status) {
        made.add(operationId + " " + status);
    }

    /** The operations that were called, with the statuses of those answers that were no refusals. */
    public Set<String> made() {
        return made;
    }

    /** All operations in the document. */
    public Set<String> documented() {
        Set<String> all = new TreeSet<>();
        documents
                .openapi()
                .path("paths")
                .forEach(path -> path.forEach(operation -> operation
                        .path("responses")
                        .fieldNames()
                        .forEachRemaining(
                                status -> all.add(operation.path("operationId").asText() + " " + status))));
        all.removeIf(each -> each.endsWith(" default"));
        return all;
    }

    private JsonNode judge(Operation operation, String operationId, HttpResponse<String> answer) {
        int status = answer.statusCode();
        JsonNode responses = operation.node().path("responses");
        boolean isNamed = responses.has(Integer.toString(status));
        assertThat(isNamed || status >= FIRST_REFUSAL)
                .as("%s is answered with %s, which the document does not know", operationId, status)
                .isTrue();
        String name = isNamed ? Integer.toString(status) : "default";
        JsonNode response = documents.resolved(responses.path(name));
        judgeHeaders(response.path("headers"), answer);
        if (status < FIRST_REFUSAL) {
            made.add(operationId + " " + status);
        }
        if (answer.body().isEmpty()) {
            assertThat(response.has("content"))
                    .as("%s %s has a body", operationId, status)
                    .isFalse();
            return MissingNode.getInstance();
        }
        String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
        JsonNode body = ApiDocuments.parse(answer.body());
        documents.assertFits(
                schemaPointer(operation.pointer() + "/responses/" + name, responses.path(name), type), body);
        return body;
    }

    private void judgeHeaders(JsonNode known, HttpResponse<String> answer) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        known.fieldNames().forEachRemaining(names::add);
        answer.headers().map().keySet().stream()
                .filter(name -> !USUAL_HEADERS.contains(name.toLowerCase(Locale.ROOT)))
                .forEach(name -> assertThat(names).as("%s of %s", name, answer).contains(name));
        for (String name : names) {
            JsonNode header = documents.resolved(known.path(name));
            String value = answer.headers().firstValue(name).orElse(null);
            if (value == null) {
                assertThat(header.path("required").asBoolean())
                        .as("%s is required in %s", name, answer)
                        .isFalse();
            } else {
                JsonNode schema = documents.resolved(header.path("schema"));
                if (schema.has("pattern")) {
                    assertThat(value).as(name).matches(schema.path("pattern").asText());
                }
            }
        }
    }

    private void judgeParameters(Operation operation, String target, String... headers) {
        // OpenAPI has credentials apart from the parameters.
        Set<String> known = new TreeSet<>(Set.of("header Authorization"));
        for (JsonNode parameters : new JsonNode[] {
            operation.pathItem().path("parameters"), operation.node().path("parameters")
        }) {
            parameters.forEach(each -> {
                JsonNode parameter = documents.resolved(each);
                known.add(parameter.path("in").asText() + " "
                        + parameter.path("name").asText());
            });
        }
        int question = target.indexOf('?');
        if (question >= 0) {
            for (String parameter : target.substring(question + 1).split("&")) {
                assertThat(known).contains("query " + parameter.replaceAll("=.*", ""));
            }
        }
        for (int i = 0; i < headers.length; i += 2) {
            assertThat(known).contains("header " + headers[i]);
        }
    }

    /** The schema of a body of that media type. */
    private static String schemaPointer(String pointer, JsonNode node, String type) {
        String reference = ApiDocuments.reference(node);
        return (reference.isEmpty() ? pointer : reference) + "/content/" + type.replace("/", "~1") + "/schema";
    }

    private Operation operation(String operationId) {
        JsonNode paths = documents.openapi().path("paths");
        for (var path : paths.properties()) {
            for (var method : path.getValue().properties()) {
                if (method.getValue().path("operationId").asText().equals(operationId)) {
                    return new Operation(method.getKey(), path.getKey(), path.getValue(), method.getValue());
                }
            }
        }
        throw new AssertionError("no operation " + operationId);
    }

    private static Pattern pattern(String path) {
        return Pattern.compile(path.replaceAll("\\{\\w+}", "[^/]+"));
    }
}
