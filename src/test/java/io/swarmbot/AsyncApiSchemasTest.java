package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The AsyncAPI document needs no other one: it has copies of the schemas that it shares with the OpenAPI document. This
 * test keeps the copies equal. If it fails, the document as it should be is in {@code target/asyncapi.yaml}: copy it.
 */
class AsyncApiSchemasTest {

    private static final Path OPENAPI = Path.of("src/main/resources/META-INF/openapi.yaml");
    private static final Path ASYNCAPI = Path.of("src/main/resources/META-INF/resources/asyncapi.yaml");
    private static final Path EXPECTED = Path.of("target/asyncapi.yaml");

    private static final String SCHEMAS = "\n  schemas:\n";

    /** The comment above the copies. */
    private static final String COPIES = "    # From here on copied from openapi.yaml";

    private static final Pattern NAME = Pattern.compile("^ {4}(\\w+):", Pattern.MULTILINE);
    private static final Pattern REFERENCE = Pattern.compile("\\$ref: '#/components/schemas/(\\w+)'");

    /** A discriminator with all that is indented further. AsyncAPI has another one. */
    private static final Pattern DISCRIMINATOR =
            Pattern.compile("^( +)discriminator:\n(\\1 +.*\n)+", Pattern.MULTILINE);

    @Test
    void sharedSchemasAreThoseOfTheOpenApiDocument() throws IOException {
        String document = Files.readString(ASYNCAPI);
        int copies = document.indexOf('\n', document.indexOf(COPIES)) + 1;
        String own = document.substring(0, copies);

        String expected = own + copied(own, schemas(Files.readString(OPENAPI)));

        Files.writeString(EXPECTED, expected);
        assertThat(document).as("copy %s over %s", EXPECTED, ASYNCAPI).isEqualTo(expected);
    }

    /** The schemas that the document refers to, and those that they refer to, in the order of the source. */
    private static String copied(String own, Map<String, String> schemas) {
        Set<String> known = schemas(own).keySet();
        Set<String> needed = new TreeSet<>();
        Deque<String> texts = new ArrayDeque<>(Set.of(own));
        while (!texts.isEmpty()) {
            Matcher reference = REFERENCE.matcher(texts.pop());
            while (reference.find()) {
                String name = reference.group(1);
                if (!known.contains(name) && needed.add(name)) {
                    assertThat(schemas).as("schemas of the OpenAPI document").containsKey(name);
                    texts.push(schemas.get(name));
                }
            }
        }
        StringBuilder text = new StringBuilder();
        schemas.forEach((name, schema) -> text.append(needed.contains(name) ? schema : ""));
        return text.toString();
    }

    /** The text of each schema by its name, without comments between schemas. */
    private static Map<String, String> schemas(String document) {
        String text =
                document.substring(document.indexOf(SCHEMAS) + SCHEMAS.length()).replaceAll("(?m)^ {4}#.*\n", "");
        text = DISCRIMINATOR.matcher(text).replaceAll("");
        Map<String, String> schemas = new LinkedHashMap<>();
        Matcher name = NAME.matcher(text);
        boolean isFound = name.find();
        while (isFound) {
            int start = name.start();
            String key = name.group(1);
            isFound = name.find();
            schemas.put(key, text.substring(start, isFound ? name.start() : text.length()));
        }
        return schemas;
    }
}
