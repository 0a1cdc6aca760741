package io.swarmbot.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.websockets.next.WebSocket;
import io.swarmbot.api.RestCommands;
import io.swarmbot.http.PathSegments;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of rights has each route that there is, and no other. */
class RouteRightsTest {

    private static final Set<String> TABLE = RouteRights.TABLE.stream()
            .map(entry -> entry.method() + " " + entry.segments())
            .collect(Collectors.toCollection(TreeSet::new));

    @Test
    void tableHasEachCommandAndEachResourceOfTheCode() {
        Set<String> routes = new TreeSet<>(RestCommands.routes());
        // The bytes of files go past the resources.
        String files = "/api/v1/swarms/{swarm}/files";
        routes.addAll(List.of("OPTIONS " + files, "POST " + files, "GET " + files + "/live"));
        Stream.of("GET", "PATCH", "DELETE").forEach(method -> routes.add(method + " " + files + "/{file}"));
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.swarmbot")) {
            type.tryGetAnnotationOfType(WebSocket.class).ifPresent(socket -> routes.add("GET " + socket.path()));
            type.tryGetAnnotationOfType(Path.class)
                    .ifPresent(path -> type.getMethods().forEach(method -> collect(path.value(), method, routes)));
        }

        assertThat(routes).isEqualTo(TABLE);
    }

    private static void collect(String root, JavaMethod method, Set<String> routes) {
        String path = root
                + method.tryGetAnnotationOfType(Path.class)
                        .map(below -> "/" + below.value())
                        .orElse("");
        method.getAnnotations().stream()
                .map(annotation -> annotation.getRawType().tryGetAnnotationOfType(HttpMethod.class))
                .flatMap(java.util.Optional::stream)
                .forEach(http -> routes.add(http.value() + " " + path));
    }

    @Test
    void tableHasEachOperationOfTheDocument() throws IOException {
        JsonNode document = new YAMLMapper()
                .readTree(Files.readString(java.nio.file.Path.of("src/main/resources/META-INF/openapi.yaml")));
        List<String> operations = new ArrayList<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method ->
                                operations.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));
        // A HEAD is a GET.
        operations.removeIf(each -> each.startsWith("PARAMETERS ") || each.startsWith("HEAD "));

        assertThat(Stream.concat(RouteRights.TABLE.stream(), RouteRights.DOORS.stream())
                        .map(entry -> entry.method() + " " + entry.segments()))
                .containsAll(operations.stream()
                        .filter(each -> each.contains(" /api/v1/") || each.contains(" /mcp"))
                        .toList());
    }

    @Test
    void doorForMcpIsOfTheSwarmThatItsPathNamesOrOfTheDefaultOne() {
        PathSegments root = PathSegments.of("/mcp");
        PathSegments named = PathSegments.of("/mcp/a");

        assertThat(RouteRights.find("POST", root))
                .get()
                .satisfies(entry -> assertThat(RouteRights.swarmOf(entry, root)).isEqualTo("default"));
        assertThat(RouteRights.find("POST", named))
                .get()
                .satisfies(
                        entry -> assertThat(RouteRights.swarmOf(entry, named)).isEqualTo("a"));
        assertThat(RouteRights.methods(named)).containsExactly("POST");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /mcp, VIEW",
        "POST, /mcp/a/, VIEW",
        "GET, /api/v1/swarms/a, VIEW",
        "HEAD, /api/v1/swarms/a, VIEW",
        "GET, //api//v1/swarms/a/, VIEW",
        "DELETE, /api/v1/swarms/a, ADMINISTER",
        "POST, /api/v1/swarms/a/agents/b/claim, WORK",
        "GET, /socket.io, LATER",
        "POST, /socket.io/, LATER",
        "GET, /q/metrics, OBSERVE_ALL",
        "GET, /q/health/live, PUBLIC",
        "GET, /q/health/livex, OBSERVE_ALL",
        "GET, /q/anything, OBSERVE_ALL",
    })
    void routeNeeds(String method, String path, Need need) {
        assertThat(RouteRights.find(method, PathSegments.of(path))).get().returns(need, RouteRights.Entry::need);
        assertThat(RouteRights.isGuarded(PathSegments.of(path))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1",
        "GET, /mcp",
        "DELETE, /mcp/a",
        "POST, /mcp/a/b",
        "GET, /api/v1/swarms/a/b/c/d",
        "PATCH, /api/v1/swarms/a",
        "get, /api/v1/swarms/a",
        "GET, /api/v1/swarms;x=y",
        "POST, /api/v1/swarms/a/agents/b/claim/x",
        "PUT, /socket.io/",
        "GET, /socket.io/x"
    })
    void routeThatIsNotThereHasNoEntry(String method, String path) {
        assertThat(RouteRights.find(method, PathSegments.of(path))).isEmpty();
        assertThat(RouteRights.isGuarded(PathSegments.of(path))).isTrue();
    }
}
