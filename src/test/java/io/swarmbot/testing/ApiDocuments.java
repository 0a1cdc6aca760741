package io.swarmbot.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.NonValidationKeyword;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The documents {@code /q/openapi.yaml} and {@code /asyncapi.yaml} that the service serves, and a check of values
 * against their schemas. The documents let clients ignore unknown fields; this check does not: each unknown field is a
 * fault. Thread-safe.
 */
public final class ApiDocuments {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String OPENAPI = "/q/openapi.yaml";
    private static final String ASYNCAPI = "/asyncapi.yaml";
    /** The value of each of these keys is a schema, or a map of schemas, of a value that is checked as a whole. */
    private static final Set<String> OF_VALUE = Set.of("items", "schema", "payload");

    /** The keys under which each compiled schema holds the two documents. */
    private static final String HERE = "documents";

    private final JsonSchemaFactory factory = JsonSchemaFactory.builder(
                    JsonSchemaFactory.getInstance(VersionFlag.V202012))
            .metaSchema(JsonMetaSchema.builder(JsonMetaSchema.getV202012())
                    .keyword(new NonValidationKeyword(HERE))
                    .build())
            .build();
    private final Map<String, JsonSchema> schemas = new ConcurrentHashMap<>();
    /** Both documents in one object, with references that begin at its root. */
    private final ObjectNode documents = JsonNodeFactory.instance.objectNode();

    private ApiDocuments(JsonNode openapi, JsonNode asyncapi) {
        documents.set("openapi", strict(openapi, "openapi"));
        documents.set("asyncapi", strict(asyncapi, "asyncapi"));
    }

    /** The documents as the service serves them. */
    public static ApiDocuments of(URI server) {
        return new ApiDocuments(served(server, OPENAPI), served(server, ASYNCAPI));
    }

    private static JsonNode served(URI server, String path) {
        HttpResponse<String> answer = Rest.exchange(server, "GET", path, null);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return parse(answer.body());
    }

    /** A document in YAML. */
    public static JsonNode parse(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException("not YAML", e);
        }
    }

    /** The REST interface. */
    public JsonNode openapi() {
        return documents.get("openapi");
    }

    /** The streams. */
    public JsonNode asyncapi() {
        return documents.get("asyncapi");
    }

    /** The node to which a reference points; a node that is no reference is returned as it is. */
    public JsonNode resolved(JsonNode node) {
        String pointer = reference(node);
        return pointer.isEmpty() ? node : resolved(documents.at(pointer));
    }

    /** The JSON pointer of a reference; empty if the node is no reference. */
    public static String reference(JsonNode node) {
        String text = node.path("$ref").asText();
        return text.isEmpty() ? text : text.substring("#/".length() + HERE.length());
    }

    /** The fields that the schema of an object has, with those of the schemas that it is made of. */
    public Set<String> fields(JsonNode schema) {
        JsonNode known = resolved(schema);
        Set<String> fields = new LinkedHashSet<>();
        known.path("properties").fieldNames().forEachRemaining(fields::add);
        known.path("allOf").forEach(part -> fields.addAll(fields(part)));
        return fields;
    }

    /** The JSON pointer to the schema of a message of a stream. */
    public static String message(String type) {
        return "/asyncapi/components/messages/" + type + "/payload";
    }

    /**
     * Fails if the value does not fit the schema, or has a field that the schema does not have.
     *
     * @param pointer a JSON pointer that begins with {@code /openapi} or {@code /asyncapi}
     */
    public void assertFits(String pointer, JsonNode value) {
        assertThat(faults(pointer, value)).as("%s by %s", value, pointer).isEmpty();
    }

    /** The faults of a value. */
    public Set<ValidationMessage> faults(String pointer, JsonNode value) {
        assertThat(documents.at(pointer).isMissingNode())
                .as("no schema at %s for %s", pointer, value)
                .isFalse();
        return schemas.computeIfAbsent(pointer, this::schema).validate(value);
    }

    private JsonSchema schema(String pointer) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("$ref", "#/" + HERE + pointer);
        schema.put("unevaluatedProperties", false);
        schema.set(HERE, documents);
        return factory.getSchema(schema);
    }

    /** A copy in which objects may have no unknown fields, and whose references begin at the root of both documents. */
    private static JsonNode strict(JsonNode node, String document) {
        JsonNode copy = node.deepCopy();
        prepare(copy, document);
        return copy;
    }

    private static void prepare(JsonNode node, String document) {
        if (node instanceof ObjectNode object) {
            // A hint for generators of code.
            object.remove("discriminator");
            if (object.path("$ref").isTextual()) {
                String reference = object.get("$ref").textValue();
                assertThat(reference).as("a document that needs no other").startsWith("#/");
                object.set("$ref", new TextNode("#/" + HERE + "/" + document + reference.substring(1)));
            }
            object.path("properties").forEach(ApiDocuments::close);
            OF_VALUE.forEach(key -> close(object.path(key)));
        }
        node.forEach(child -> prepare(child, document));
    }

    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object) {
            object.put("unevaluatedProperties", false);
        }
    }
}
