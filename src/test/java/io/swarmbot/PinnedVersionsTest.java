package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What comes from outside and is not Maven's has an exact version: images, and packages of npm. For Maven's own, the
 * enforcer sees to it at the beginning of each build.
 */
class PinnedVersionsTest {

    private static final Path DOCKER = Path.of("docker");
    private static final Path NPM = Path.of("src", "test", "resources", "foreign");

    private static final Pattern IMAGE = Pattern.compile("^(?:FROM|\\s*image:) +(\\S+)", Pattern.MULTILINE);
    /** A version down to the patch. The image for native executables has the name that Quarkus 3.33 gives it. */
    private static final Pattern PINNED_IMAGE =
            Pattern.compile("[^:]+:\\d+\\.\\d+\\.\\d+.*|quay\\.io/quarkus/ubi9-quarkus-micro-image:2\\.0");

    private static final Pattern EXACT = Pattern.compile("\\d+\\.\\d+\\.\\d+(?:-[\\w.-]+)?");
    private static final Pattern NPM_INSTALL = Pattern.compile("npm install .* [@\\w/-]+@(\\S+)");

    @Test
    void imagesAreNamedWithTheirWholeVersion() throws IOException {
        Map<String, String> images = new TreeMap<>();
        try (Stream<Path> files = Files.walk(DOCKER)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Matcher image = IMAGE.matcher(Files.readString(file));
                while (image.find()) {
                    images.put(image.group(1), file.toString());
                }
            }
        }

        assertThat(images).hasSizeGreaterThanOrEqualTo(5);
        assertThat(images.keySet())
                .allMatch(image -> PINNED_IMAGE.matcher(image).matches(), "is pinned");
    }

    @Test
    void npmPackagesOfTestsAreExactDownToTheLastAndHaveAChecksum() throws IOException {
        JsonNode wanted = json(NPM.resolve("package.json")).path("dependencies");
        JsonNode locked = json(NPM.resolve("package-lock.json")).path("packages");

        assertThat(wanted).isNotEmpty();
        wanted.forEach(version ->
                assertThat(version.asText().replaceFirst("npm:.+@", "")).matches(EXACT));
        assertThat(locked.path("").path("dependencies")).isEqualTo(wanted);
        locked.properties().forEach(each -> {
            if (!each.getKey().isEmpty()) {
                assertThat(each.getValue().path("version").asText())
                        .as(each.getKey())
                        .matches(EXACT);
                assertThat(each.getValue().path("integrity").asText())
                        .as(each.getKey())
                        .startsWith("sha512-");
            }
        });
    }

    @Test
    void whatTheBuildMachineInstallsFromNpmIsExact() throws IOException {
        Matcher install = NPM_INSTALL.matcher(Files.readString(Path.of(".ci", "run")));

        assertThat(install.find()).isTrue();
        assertThat(install.group(1)).matches(EXACT);
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }
}
