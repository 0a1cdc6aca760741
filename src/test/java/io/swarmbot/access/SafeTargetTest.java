package io.swarmbot.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTargetTest {

    private static final String SECRET = "S".repeat(43);
    private static final String TOKEN = "sbt_abcd1234_" + SECRET;

    @ParameterizedTest
    @CsvSource({
        "/a?ticket=1, /a?ticket=***",
        "/a?id_token=1&code=2&state=3, /a?id_token=***&code=***&state=***",
        "/a?x=eyJhbGciOiJ9.eyJzdWIiOiJ9.c2lnbmF0dXJl&y=1, /a?x=eyJ***&y=1",
        "/a?x=%65yJhbGciOiJ9.eyJzdWIiOiJ9.c2lnbmF0dXJl, /a?x=eyJ***",
        "/a?b=1&ticket=1&c=2, /a?b=1&ticket=***&c=2",
        "/a?TOKEN=1, /a?TOKEN=***",
        "/a?access_token=1;token=2, /a?access_token=***;token=***",
        "/a?tick%65t=1, /a?tick%65t=***",
        "/a?ticket=1=2, /a?ticket=***",
        "/a?ticket, /a?ticket",
        "/a?tickets=1, /a?tickets=1",
        "/a?b=$1\\x, /a?b=$1\\x",
        "/a?b=%zz, /a?b=%zz",
        "/a/%0a?b=%20, /a/%0a?b=%20"
    })
    void valueOfASecretParameterIsBlank(String target, String safe) {
        assertThat(SafeTarget.of(target)).isEqualTo(safe);
    }

    @Test
    void tokenIsNowhere() {
        for (String target : List.of(
                "/" + TOKEN,
                "/api/v1/swarms/" + TOKEN + "/events",
                "/a?b=" + TOKEN,
                "/a?" + TOKEN,
                "/a?b=x" + TOKEN + "x",
                "/a?b=" + TOKEN.replace("s", "%73"),
                "/a?b=" + TOKEN.replace("_", "%5f"),
                "/a?b=" + TOKEN.replace("S", "%53"),
                "/a?c=%zz&b=" + TOKEN.replace("_", "%5F"))) {
            String safe = SafeTarget.of(target);
            assertThat(safe).as(target).contains("sbt_abcd1234_***").doesNotContain("SSS", "%53%53");
        }
    }

    @Test
    void longTargetIsCut() {
        assertThat(SafeTarget.of("/" + "x".repeat(8_000))).hasSize(1_003).endsWith("x...");
    }
}
