package io.swarmbot.files.s3;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of a bucket that cannot be used are refused when the service starts. */
class S3SettingsTest {

    private static S3Settings settings(String bucket, String endpoint, String prefix, Duration timeout) {
        return new S3Settings(bucket, URI.create(endpoint), null, prefix, S3Settings.Addressing.HOST, timeout);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "swarmbot", "team-a/swarmbot_1/files.d"})
    void prefixIsNamesWithSlashesBetweenThem(String prefix) {
        assertThatCode(() -> settings("b", "https://s3.example.com", prefix, Duration.ofSeconds(1)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/a", "a/", "a//b", "a b", "ä"})
    void otherPrefixesAreRefused(String prefix) {
        assertThatThrownBy(() -> settings("b", "https://s3.example.com", prefix, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the prefix is names")
                .hasMessageContaining("'" + prefix + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3.example.com", "ftp://s3.example.com", "https:s3"})
    void endpointIsAUrl(String endpoint) {
        assertThatThrownBy(() -> settings("b", endpoint, "a", Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(endpoint);
    }

    @Test
    void bucketHasANameAndARequestHasTime() {
        assertThatThrownBy(() -> settings(" ", "https://s3.example.com", "a", Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settings("b", "https://s3.example.com", "a", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT0S");
    }
}
