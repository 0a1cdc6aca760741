package io.swarmbot.tour;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.Tab;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Makes the pictures that {@code dashboard.md} shows: {@code ./mvnw -Pscreenshots test}. */
@QuarkusTest
@Tag("screenshots")
class ScreenshotsQuarkusTest {

    private static final Path FOLDER = Path.of("src/site/resources/images/dashboard");
    private static final long LARGEST = 150 * 1024;

    @TestHTTPResource("/")
    URI server;

    @Test
    void eachViewHasAPictureInLightAndDarkAndOnAPhone() throws IOException {
        Rest rest = Rest.of(server, "shop-docs");
        rest.create();
        try (Tab tab = Browser.open(server, rest.swarm());
                Story story = new Story(rest)) {
            tab.awaitLive();
            story.begin();
            story.tell();
            new Tour(rest, tab, FOLDER).walk();
            assertThat(tab.errors()).isEmpty();
            assertThat(tab.violations()).isEmpty();
        }
        try (var pictures = Files.list(FOLDER)) {
            assertThat(pictures.map(picture -> picture.toFile().length()))
                    .hasSizeGreaterThan(30)
                    .allMatch(bytes -> bytes < LARGEST);
        }
    }
}
