package io.swarmbot.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessLineTest {

    private static final Instant NOW = Instant.parse("2026-11-29T16:00:00.123Z");

    /** One line of plain ASCII, in which everything is where it belongs. */
    @Test
    void nothingGetsOutOfItsString() throws IOException {
        for (String nasty : List.of(
                "x\"},{\"principal\":\"root",
                "x\\\",\\\"principal\\\":\\\"root",
                "x\r\n{\"event\":\"request\",\"principal\":\"root\"}",
                "\u001b[2J\u0007\u0000\u007f\u0085\u009b\u2028\u2029\ufeff",
                "\ud83d\ude00 \ud83d \u00e9")) {
            String line = new AccessLine(
                            "request", NOW, new AccessLine.Asked(null, null, nasty, Door.REST, nasty, nasty))
                    .reason(nasty)
                    .toString();

            assertThat(line).matches("\\{[ -~\u007f]*}");
            JsonNode read = new ObjectMapper().readTree(line);
            assertThat(read.path("event").asText()).isEqualTo("request");
            assertThat(read.path("principal").isNull()).isTrue();
            for (String field : List.of("address", "method", "target", "reason")) {
                assertThat(read.path(field).asText()).as(field).isEqualTo(nasty);
            }
        }
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        AccessLine.Asked asked = new AccessLine.Asked("ci", "k3v9x0ab", "10.0.0.7", Door.WS, "GET", "/x");

        assertThat(new AccessLine("opened", NOW, asked).status(101).skipped(0).toString())
                .isEqualTo(("{'time':'2026-11-29T16:00:00.123Z','event':'opened','principal':'ci','token':'k3v9x0ab',"
                                + "'address':'10.0.0.7','door':'ws','method':'GET','target':'/x','status':101}")
                        .replace('\'', '"'));
        assertThat(new AccessLine("request", NOW, asked)
                        .bytes(0)
                        .millis(3)
                        .skipped(7)
                        .toString())
                .endsWith("\"bytes\":0,\"ms\":3,\"skipped\":7}");
    }
}
