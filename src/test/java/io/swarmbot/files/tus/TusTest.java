package io.swarmbot.files.tus;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The headers of tus: what is understood, and that the rest is refused. */
class TusTest {

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static void assertRefused(Runnable reading, ErrorCode code) {
        assertThatThrownBy(reading::run)
                .isInstanceOfSatisfying(
                        Rejection.class, refused -> assertThat(refused.code()).isEqualTo(code));
    }

    @Test
    void metadataIsReadAsClientsWriteIt() {
        TusMetadata metadata = TusMetadata.of(
                "filename " + base64("Zürich 🐝.txt") + ", is_confidential,empty ,filetype " + base64("text/plain"));

        assertThat(metadata.first("filename", "name")).isEqualTo("Zürich 🐝.txt");
        assertThat(metadata.first("type", "filetype")).isEqualTo("text/plain");
        assertThat(metadata.first("is_confidential")).isNull();
        assertThat(metadata.first("empty")).isNull();
        assertThat(metadata.first("task")).isNull();
        assertThat(TusMetadata.of(null).first("filename")).isNull();
        assertThat(TusMetadata.of("").first("filename")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filename ?",
                "filename QQ= x",
                "filename QQ==,filename QQ==",
                ",",
                "filename QQ==,",
                "é QQ==",
                "filename /w==",
                "filename QQ==\u0001"
            })
    void metadataThatCannotBeReadIsRefused(String header) {
        assertRefused(() -> TusMetadata.of(header), ErrorCode.BAD_PARAMETER);
    }

    @Test
    void metadataOfManyBytesIsRefused() {
        assertRefused(() -> TusMetadata.of("filename " + "QUFB".repeat(2_000)), ErrorCode.BAD_PARAMETER);
    }

    @Test
    void metadataIsWrittenAsItIsRead() {
        Map<String, @Nullable String> pairs = new LinkedHashMap<>();
        pairs.put("filename", "ü, \u2028 b");
        pairs.put("task", null);
        pairs.put("agent", "a1");

        TusMetadata metadata = TusMetadata.of(TusMetadata.write(pairs));

        assertThat(metadata.first("filename")).isEqualTo("ü, \u2028 b");
        assertThat(metadata.first("agent")).isEqualTo("a1");
        assertThat(metadata.first("task")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha1 SHA-1", "sha256 SHA-256"})
    void checksumIsComparedByItsAlgorithm(String names) throws Exception {
        String[] parts = names.split(" ");
        byte[] right = MessageDigest.getInstance(parts[1]).digest("content".getBytes(UTF_8));
        TusChecksum checksum = Objects.requireNonNull(
                TusChecksum.of(parts[0] + " " + Base64.getEncoder().encodeToString(right)));

        assertThatCode(() -> checksum.require(checksum.begin().digest("content".getBytes(UTF_8))))
                .doesNotThrowAnyException();
        assertRefused(
                () -> checksum.require(checksum.begin().digest("Content".getBytes(UTF_8))),
                ErrorCode.CHECKSUM_MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sha1",
                "md5 1B2M2Y8AsgTpgAmY7PhCfg==",
                "sha1 !",
                "sha1 QQ==",
                "sha256 2jmj7l5rSw0yVb/vlWAYkK/YBwk="
            })
    void checksumThatCannotBeReadIsRefused(String header) {
        assertRefused(() -> TusChecksum.of(header), ErrorCode.BAD_PARAMETER);
    }

    @Test
    void noChecksumIsAskedForWithoutTheHeader() {
        assertThat(TusChecksum.of(null)).isNull();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "-1", "+1", "1.5", "1e3", " 1", "٣", "9999999999999999999"})
    void offsetIsAPlainNumber(@Nullable String value) {
        assertRefused(() -> Tus.bytes(Tus.OFFSET, value), ErrorCode.BAD_PARAMETER);
        assertThat(Tus.bytes(Tus.OFFSET, "2147483648")).isEqualTo(2_147_483_648L);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "1", "0.2.2", "1.0.0,1.0.1"})
    void anotherVersionIsRefused(@Nullable String version) {
        assertRefused(() -> Tus.requireVersion(version), ErrorCode.UNKNOWN_TUS_VERSION);
        assertThatCode(() -> Tus.requireVersion("1.0.0")).doesNotThrowAnyException();
    }
}
