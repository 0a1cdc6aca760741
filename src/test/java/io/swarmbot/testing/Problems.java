package io.swarmbot.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmbot.testing.RawConnection.Response;
import java.net.http.HttpResponse;
import java.util.regex.Pattern;

/** Checks that a refusal is a problem (RFC 9457) and tells nothing about the internals of the service. */
public final class Problems {

    /** Names of packages and classes, and stack traces. */
    private static final Pattern INSIDE = Pattern.compile(
            "\\b(java|javax|jakarta|io|org|com|net)\\.[a-z]+\\.|\\w+Exception|StreamReadConstraints|\\bat \\w+\\.|<html",
            Pattern.CASE_INSENSITIVE);

    private static final int LONGEST = 2_048;

    private Problems() {}

    public static void assertProblem(HttpResponse<String> response, int status, String code) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        assertProblem(response.statusCode(), type, response.body(), status, code);
    }

    public static void assertProblem(Response response, int status, String code) {
        assertProblem(response.status(), response.header("Content-Type"), response.body(), status, code);
    }

    /** Fails if the text shows internals of the service. */
    public static void assertTellsNothingOfTheInside(String text) {
        assertThat(text).doesNotContainPattern(INSIDE);
    }

    private static void assertProblem(int answered, String type, String body, int status, String code) {
        assertThat(answered).as(body).isEqualTo(status);
        assertThat(type).as(body).startsWith("application/problem+json");
        JsonNode problem = JsonText.parse(body);
        assertThat(problem.path("code").asText()).as(body).isEqualTo(code);
        assertThat(problem.path("type").asText()).isEqualTo("urn:swarmbot:problem:" + code);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotBlank();
        assertThat(problem.path("detail").asText()).isNotBlank();
        assertThat(body.length()).isLessThan(LONGEST);
        assertTellsNothingOfTheInside(body);
    }
}
