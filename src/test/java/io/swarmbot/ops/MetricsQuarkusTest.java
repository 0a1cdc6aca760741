package io.swarmbot.ops;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.oneOf;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.swarmbot.testing.EventStreamClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * A running service has the metrics that the page of operations names, and no others of its own. {@code PagesTest}
 * compares the page with the source.
 */
@QuarkusTest
class MetricsQuarkusTest {

    private static final Path PAGE = Path.of("src", "site", "markdown", "operations.md");
    private static final Pattern NAMED = Pattern.compile("^\\| `([a-z]+(?:_[a-z]+)+)` \\|", Pattern.MULTILINE);
    private static final Pattern SENT = Pattern.compile("^([a-z]\\w*)[ {]", Pattern.MULTILINE);

    /** A metric of the service, not of the framework. */
    private static final Pattern OWN =
            Pattern.compile("^(swarmbot_\\w+?)(?:_bucket|_count|_sum|_max)?[ {]", Pattern.MULTILINE);

    /** Counters of what has not happened yet in a service that has just begun. */
    private static final Set<String> LATER = Set.of(
            "swarmbot_files_writers",
            "swarmbot_streams_ended_total",
            "swarmbot_resets_total",
            "swarmbot_alert_webhook_total",
            "swarmbot_tracing_dropped_total",
            "swarmbot_webhook_total",
            "swarmbot_webhook_lag",
            "swarmbot_webhook_retrying");

    private static final String COLLECTION = "jvm_gc_pause_seconds_max";

    @TestHTTPResource("/")
    URI server;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Test
    void serviceHasEveryMetricThatThePageNames() throws IOException {
        Set<String> named = named();
        named.removeAll(LATER);
        assertThat(named).hasSizeGreaterThan(10);
        // A metric is there once something has used it. That of a collection comes on a thread of its own.
        System.gc();
        await("the metric of a collection").until(() -> names(SENT, sent()).contains(COLLECTION));
        RestAssured.get(server.resolve("api/v1/swarms/default")).then().statusCode(200);
        RestAssured.given()
                .contentType("application/json")
                .body("{}")
                .put(server.resolve("api/v1/swarms/default/agents/measured"))
                .then()
                .statusCode(oneOf(200, 201));
        EventStreamClient.open(server, "default", "").close();

        Set<String> sent = new TreeSet<>(names(SENT, sent()));
        sent.addAll(names(OWN, sent()));
        assertThat(sent).containsAll(named);
    }

    /** Finds a metric that the source registers in another way than {@code PagesTest} knows. */
    @Test
    void pageNamesEveryMetricOfTheService() throws IOException {
        try (EventStreamClient stream = EventStreamClient.open(server, "default", "")) {
            assertThat(names(OWN, sent())).isNotEmpty().isSubsetOf(named());
        }
    }

    /** The library counts so many paths and no more, and the page has nearly a hundred files. */
    @Test
    void filesOfThePageHaveOneNameForEachFolder() {
        for (String file : List.of("app/main.js", "app/part.js", "swarmbot-client/cursor.js", "_static/lit/index.js")) {
            RestAssured.get(server.resolve(file)).then().statusCode(200);
        }

        await("the requests to be counted").until(() -> sent().contains("uri=\"/_static/{file}\""));
        assertThat(sent())
                .contains("uri=\"/app/{file}\"", "uri=\"/swarmbot-client/{file}\"")
                .doesNotContain("uri=\"/app/main.js\"", "uri=\"/_static/lit/index.js\"");
    }

    private static Set<String> named() throws IOException {
        return new TreeSet<>(names(NAMED, Files.readString(PAGE)));
    }

    private String sent() {
        return RestAssured.get(management.resolve("/q/metrics"))
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private static List<String> names(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }
}
