package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a container may do. {@code ImageIT} runs the image of the service as it says here. */
class ContainersTest {

    private static final Path DOCKER = Path.of("docker");
    private static final Pattern USER = Pattern.compile("^USER (\\S+)$", Pattern.MULTILINE);
    private static final Pattern EXPOSE = Pattern.compile("^EXPOSE (.*)$", Pattern.MULTILINE);

    private static final Pattern HEALTHCHECK =
            Pattern.compile("^HEALTHCHECK .*\\\\\\R    CMD \\[(.*)]$", Pattern.MULTILINE);

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void imageIsNotRootAndOffersNoManagementPort(String name) throws IOException {
        String file = Files.readString(DOCKER.resolve(name));

        assertThat(USER.matcher(file).results().map(found -> found.group(1))).containsExactly("10001");
        assertThat(EXPOSE.matcher(file).results().map(MatchResult::group)).containsExactly("EXPOSE 8080");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Dockerfile.jvm", "Dockerfile.native"})
    void imageAsksItselfHowItIs(String name) throws IOException {
        String file = Files.readString(DOCKER.resolve(name));

        assertThat(HEALTHCHECK.matcher(file).results().map(found -> found.group(1)))
                .singleElement()
                .asString()
                .startsWith(name.endsWith("jvm") ? "\"java\"" : "\"./application\"")
                .endsWith("\"healthcheck\"");
    }

    @Test
    void containerOfOneProcessIsConfinedAndKeepsItsData() throws IOException {
        JsonNode service = new ObjectMapper(new YAMLFactory())
                .readTree(DOCKER.resolve("single/compose.yml").toFile())
                .at("/services/swarmbot");

        assertConfined("swarmbot", service);
        assertThat(service.at("/ports/0").asText()).isEqualTo("127.0.0.1:8080:8080");
        assertThat(service.at("/volumes/0").asText()).isEqualTo("data:/data");
        assertThat(service.has("environment"))
                .as("a login, as everywhere in production")
                .isFalse();
    }

    @Test
    void containerOfTheReplicasIsNotRootAndWritesToItsVolumesOnly() throws IOException {
        JsonNode compose = new ObjectMapper(new YAMLFactory())
                .readTree(DOCKER.resolve("redis/compose.yml").toFile());

        assertThat(compose.path("services").properties()).hasSize(4).allSatisfy(service -> {
            JsonNode own = service.getValue();
            // Jackson reads the name of what "<<" merges.
            assertConfined(
                    service.getKey(),
                    own.has("<<") ? compose.path("x-" + own.path("<<").asText()) : own);
            own.path("ports")
                    .forEach(port ->
                            assertThat(port.asText()).startsWith("127.0.0.1:").endsWith(":8080"));
        });
    }

    private static void assertConfined(String name, JsonNode service) {
        assertThat(service.path("read_only").asBoolean()).as(name).isTrue();
        assertThat(service.at("/cap_drop/0").asText()).as(name).isEqualTo("ALL");
        assertThat(service.at("/security_opt/0").asText()).as(name).isEqualTo("no-new-privileges:true");
        boolean isOurImage = service.has("build");
        assertThat(isOurImage || service.path("user").asText().matches("redis|101:101"))
                .as(name)
                .isTrue();
    }
}
