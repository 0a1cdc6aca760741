package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The SBOM of the packaged application says what really is in it, and under which licences that may be used. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SbomIT {

    private static final Path APPLICATION = Path.of("target", "quarkus-app");
    private static final Path SBOM = Path.of("target", "quarkus-run-cyclonedx.json");

    /**
     * What may be in the application. A library under another licence is a decision for people: whether we can live
     * with its terms, and not only whether a test does.
     */
    private static final Set<String> ALLOWED =
            Set.of("Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "EPL-2.0", "MIT", "MIT-0");

    private final Map<String, JsonNode> byLocation = new TreeMap<>();

    SbomIT() throws IOException {
        assertThat(SBOM).as("run ./mvnw package, or all of ./mvnw verify").exists();
        for (JsonNode component : new ObjectMapper().readTree(SBOM.toFile()).path("components")) {
            for (JsonNode occurrence : component.path("evidence").path("occurrences")) {
                byLocation.put(occurrence.path("location").asText(), component);
            }
        }
    }

    @Test
    void everyJarOfTheApplicationIsInTheSbomAndNoOther() throws IOException {
        List<String> named = byLocation.keySet().stream()
                .filter(location -> location.endsWith(".jar"))
                .collect(Collectors.toList());

        assertThat(named).containsExactlyInAnyOrderElementsOf(jars("")).hasSizeGreaterThan(100);
    }

    @Test
    void everyJarHasItsHash() throws IOException, NoSuchAlgorithmException {
        for (String jar : jars("")) {
            assertThat(values(component(jar).path("hashes"), "content"))
                    .as(jar)
                    .contains(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256")
                                    .digest(Files.readAllBytes(APPLICATION.resolve(jar)))));
        }
    }

    @Test
    void everyLibraryHasItsVersion() throws IOException {
        for (String jar : jars("lib")) {
            JsonNode component = component(jar);
            String name = component.path("group").asText() + "."
                    + component.path("name").asText();
            String version = component.path("version").asText();

            assertThat(Path.of(jar).getFileName().toString()).isEqualTo(name + "-" + version + ".jar");
            assertThat(component.path("purl").asText()).contains("@" + version);
        }
    }

    /** A Maven project that names several licences leaves the choice to its user. */
    @Test
    void everyLibraryAndTheServiceItselfHasALicenceThatIsAllowed() throws IOException {
        List<String> refused = new ArrayList<>();
        for (String jar :
                Stream.concat(jars("lib").stream(), jars("app").stream()).collect(Collectors.toList())) {
            List<String> licences = licences(component(jar));
            if (licences.stream().noneMatch(ALLOWED::contains)) {
                refused.add(jar + ": " + licences);
            }
        }

        assertThat(refused).isEmpty();
    }

    @Test
    void imagesCarryTheSbom() throws IOException {
        assertThat(Files.readString(Path.of("docker", "Dockerfile.jvm"))).contains("\nCOPY " + SBOM + " ");
        assertThat(Files.readString(Path.of("docker", "Dockerfile.native")))
                .contains("\nCOPY target/*-runner-cyclonedx.json ");
    }

    private JsonNode component(String jar) {
        return byLocation.getOrDefault(jar, new ObjectMapper().missingNode());
    }

    private static List<String> licences(JsonNode component) {
        List<String> licences = new ArrayList<>();
        for (JsonNode choice : component.path("licenses")) {
            JsonNode licence = choice.path("license");
            licences.add(licence.path(licence.has("id") ? "id" : "name").asText());
        }
        return licences;
    }

    private static List<String> values(JsonNode array, String field) {
        List<String> values = new ArrayList<>();
        array.forEach(each -> values.add(each.path(field).asText()));
        return values;
    }

    /** As the SBOM spells them: relative to the application, with slashes. */
    private static List<String> jars(String directory) throws IOException {
        try (Stream<Path> tree = Files.walk(APPLICATION.resolve(directory))) {
            return tree.filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .map(file -> APPLICATION.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .collect(Collectors.toList());
        }
    }
}
