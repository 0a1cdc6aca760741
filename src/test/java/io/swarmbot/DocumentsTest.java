package io.swarmbot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.swarmbot.api.RestCommands;
import io.swarmbot.push.CloseReason;
import io.swarmbot.push.StreamRequest;
import io.swarmbot.swarm.AgentMode;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.AlertKind;
import io.swarmbot.swarm.Assignment;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.EventType;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.swarm.LogLine;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.testing.ApiDocuments;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The documents name exactly the operations, codes, words and parameters that the code has. */
class DocumentsTest {

    private static final List<Class<? extends Annotation>> METHODS =
            List.of(GET.class, PUT.class, POST.class, DELETE.class);

    private static final String FILES = "/api/v1/swarms/{swarm}/files";

    /** What is no resource, but a route: the upgrade to WebSocket, the doors, and the bytes of files. */
    private static final Set<String> ROUTES = Set.of(
            "get /api/v1/swarms/{swarm}/live",
            "post /mcp",
            "post /mcp/{swarm}",
            "post " + FILES,
            "options " + FILES,
            "get " + FILES + "/live",
            "get " + FILES + "/{file}",
            "head " + FILES + "/{file}",
            "patch " + FILES + "/{file}",
            "delete " + FILES + "/{file}");

    private final JsonNode openapi = ApiDocuments.parse(resource("/META-INF/openapi.yaml"));
    private final JsonNode asyncapi = ApiDocuments.parse(resource("/META-INF/resources/asyncapi.yaml"));
    private final String protocol = text("src/site/markdown/protocol.md");

    @Test
    void openApiHasEveryCommandAndEveryMethodOfTheResources() {
        Set<String> resources = new TreeSet<>();
        RestCommands.routes().forEach(route -> resources.add(operation(route)));
        for (JavaClass each : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.swarmbot")) {
            if (each.isAnnotatedWith(jakarta.ws.rs.Path.class)) {
                String base = each.getAnnotationOfType(jakarta.ws.rs.Path.class).value();
                each.getMethods().forEach(method -> operation(base, method).ifPresent(resources::add));
            }
        }

        Set<String> documented = new TreeSet<>();
        openapi.path("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (!method.equals("parameters")) {
                        documented.add(method + " " + path.getKey());
                    }
                }));
        resources.addAll(ROUTES);
        assertThat(documented).isEqualTo(resources);
    }

    /** @param route a method, a space and a path */
    private static String operation(String route) {
        int space = route.indexOf(' ');
        return route.substring(0, space).toLowerCase(Locale.ROOT) + route.substring(space);
    }

    private static Optional<String> operation(String base, JavaMethod method) {
        String path = method.isAnnotatedWith(jakarta.ws.rs.Path.class)
                ? "/" + method.getAnnotationOfType(jakarta.ws.rs.Path.class).value()
                : "";
        return METHODS.stream()
                .filter(method::isAnnotatedWith)
                .map(verb -> verb.getSimpleName().toLowerCase(Locale.ROOT) + " " + base + path)
                .findFirst();
    }

    @Test
    void errorCodesAreInTheDocumentsAndTheContract() {
        assertThat(words("ErrorCode")).isEqualTo(names(ErrorCode.values(), ErrorCode::wireName));

        Map<String, Integer> statuses = new TreeMap<>();
        Matcher row = Pattern.compile("^\\| (`[a-z_`, ]+) \\| ([45]\\d\\d) \\|", Pattern.MULTILINE)
                .matcher(protocol);
        while (row.find()) {
            for (String code : row.group(1).replace("`", "").split(", *")) {
                statuses.put(code.strip(), Integer.valueOf(row.group(2)));
            }
        }
        assertThat(statuses)
                .isEqualTo(Arrays.stream(ErrorCode.values())
                        .collect(Collectors.toMap(ErrorCode::wireName, ErrorCode::status)));
    }

    @Test
    void enumsOfTheDocumentsAreThoseOfTheCode() {
        assertThat(words("EventType"))
                .isEqualTo(names(EventType.ofSwarms().toArray(EventType[]::new), EventType::wireName));
        assertThat(words("AgentStatus")).isEqualTo(names(AgentStatus.values(), AgentStatus::wireName));
        assertThat(words("AgentMode")).isEqualTo(names(AgentMode.values(), AgentMode::wireName));
        assertThat(words("Assignment")).isEqualTo(names(Assignment.values(), Assignment::wireName));
        assertThat(words("Liveness")).isEqualTo(names(Liveness.values(), Liveness::wireName));
        assertThat(words("TaskStatus")).isEqualTo(names(TaskStatus.values(), TaskStatus::wireName));
        assertThat(words("AlertKind")).isEqualTo(names(AlertKind.values(), AlertKind::wireName));
        assertThat(words("LogLevel")).isEqualTo(names(LogLine.Level.values(), LogLine.Level::wireName));
    }

    @Test
    void contractHasEveryEventCommandAndCloseCode() {
        Set<String> firstCells = firstCells();

        assertThat(firstCells).containsAll(names(EventType.ofSwarms().toArray(EventType[]::new), EventType::wireName));
        openapi.at("/components/schemas/Command/discriminator/mapping")
                .fieldNames()
                .forEachRemaining(command -> assertThat(firstCells).contains(command));
        for (CloseReason reason : CloseReason.values()) {
            assertThat(protocol).contains(reason.wireName()).contains(Integer.toString(reason.code()));
        }
    }

    @Test
    void streamParametersAreInAllDocuments() {
        Set<String> all = new TreeSet<>(StreamRequest.PARAMETERS);
        all.add("at_least");

        assertThat(fields(asyncapi.at("/components/channelBindings/websocket/ws/query/properties")))
                .isEqualTo(all);
        assertThat(queryOf("live")).isEqualTo(all);
        assertThat(firstCells()).containsAll(all);

        Set<String> ofPoll = queryOf("events");
        assertThat(ofPoll).containsAll(all);
        ofPoll.remove("snapshot");
        assertThat(fields(asyncapi.at("/components/schemas/PollQuery/properties")))
                .isEqualTo(ofPoll);
    }

    /** The query parameters of a path below a swarm's. */
    private Set<String> queryOf(String path) {
        Set<String> names = new TreeSet<>();
        openapi.path("paths")
                .path("/api/v1/swarms/{swarm}/" + path)
                .at("/get/parameters")
                .forEach(parameter -> {
                    JsonNode known = parameter.has("$ref")
                            ? openapi.at(parameter.path("$ref").asText().substring(1))
                            : parameter;
                    if (known.path("in").asText().equals("query")) {
                        names.add(known.path("name").asText());
                    }
                });
        return names;
    }

    /** The names in the first cell of each row of each table of the contract. */
    private Set<String> firstCells() {
        Set<String> cells = new TreeSet<>();
        Matcher row = Pattern.compile("^\\| (`[^|]+`) \\|", Pattern.MULTILINE).matcher(protocol);
        while (row.find()) {
            cells.addAll(List.of(row.group(1).replace("`", "").split(", *")));
        }
        return cells;
    }

    private Set<String> words(String schema) {
        Set<String> words = new TreeSet<>();
        openapi.at("/components/schemas/" + schema + "/enum").forEach(word -> words.add(word.asText()));
        return words;
    }

    private static <E> Set<String> names(E[] all, Function<E, String> name) {
        return Arrays.stream(all).map(name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> fields(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String resource(String name) {
        try (InputStream in = DocumentsTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(file, e);
        }
    }
}
