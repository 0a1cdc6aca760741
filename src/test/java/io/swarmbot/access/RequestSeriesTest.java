package io.swarmbot.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestSeriesTest {

    @ParameterizedTest
    @CsvSource({
        "GET,     200,   SUCCESS,      /api/v1/swarms/{swarm}, GET,     /api/v1/swarms/{swarm}",
        "GET,     200,   SUCCESS,      /index.html,            GET,     /index.html",
        "POST,    404,   CLIENT_ERROR, /api/v1/swarms/{swarm}, POST,    /api/v1/swarms/{swarm}",
        "PUT,     400,   CLIENT_ERROR, /api/v1/swarms/{swarm}, PUT,     /api/v1/swarms/{swarm}",
        "GET,     409,   CLIENT_ERROR, /embedding/{own},       GET,     /embedding/{own}",
        "GET,     400,   CLIENT_ERROR, /api/v1/swarms/s/{x},   GET,     UNKNOWN",
        "GET,     RESET, CLIENT_ERROR, /api/v1/swarms/s/{x},   GET,     UNKNOWN",
        "GET,     404,   CLIENT_ERROR, /api/v1/swarms/secret,  GET,     UNKNOWN",
        "POST,    RESET, CLIENT_ERROR, /api/v1/swarms/secret,  POST,    UNKNOWN",
        "OPTIONS, 200,   SUCCESS,      /api/v1/swarms/secret,  OPTIONS, UNKNOWN",
        "MADEUP,  405,   CLIENT_ERROR, UNKNOWN,                OTHER,   UNKNOWN",
        "get,     200,   SUCCESS,      /secret,                OTHER,   UNKNOWN"
    })
    void clientCanMakeNoSeriesOfItsOwn(
            String method, String status, String outcome, String uri, String newMethod, String newUri) {
        Tags tags = Tags.of("method", method, "status", status, "outcome", outcome, "uri", uri);

        Meter.Id id = new RequestSeries().map(new Meter.Id("http.server.requests", tags, null, null, Meter.Type.TIMER));

        assertThat(id.getTag("method")).isEqualTo(newMethod);
        assertThat(id.getTag("uri")).isEqualTo(newUri);
        assertThat(id.getTag("status")).isEqualTo(status);
    }
}
