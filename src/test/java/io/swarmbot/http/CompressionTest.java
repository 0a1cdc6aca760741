package io.swarmbot.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.swarmbot.wire.Document;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client wants compressed, and what it then gets. */
class CompressionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip                              | IF_LONG",
                "GZIP                              | IF_LONG",
                "x-gzip                            | IF_LONG",
                "deflate, gzip, br, zstd           | IF_LONG",
                "gzip;q=0.001                      | IF_LONG",
                "gzip ; Q=0.5                      | IF_LONG",
                "gzip;q=1, identity;q=0.5          | IF_LONG",
                "gzip;q=0.5, *;q=0.1               | IF_LONG",
                "*                                 | IF_LONG",
                "br, *;q=0.1                       | IF_LONG",
                "gzip, identity;q=0                | ALWAYS",
                "gzip, *;q=0                       | ALWAYS",
                "*, identity;q=0.0                 | ALWAYS",
                "''                                | NEVER",
                "identity                          | NEVER",
                "br                                | NEVER",
                "gzipped                           | NEVER",
                "gzip;q=0                          | NEVER",
                "gzip;q=0, *                       | NEVER",
                "x-gzip;q=0.000                    | NEVER",
                "*;q=0                             | NEVER",
                "identity;q=0                      | NEVER",
                "gzip;q=0.5, identity;q=0.6        | NEVER",
                "gzip;q=much                       | NEVER",
                "gzip;q=2                          | NEVER",
                "gzip;q=NaN                        | NEVER",
                "gzip;level=9                      | NEVER",
                ";,;q=,=                           | NEVER",
            })
    void clientSaysByItsWeightsWhatItWants(String accepted, Compression compression) {
        assertThat(Compression.of(List.of(accepted))).isEqualTo(compression);
    }

    @Test
    void linesOfTheHeaderCountTogether() {
        assertThat(Compression.of(List.of())).isEqualTo(Compression.NEVER);
        assertThat(Compression.of(List.of("br", "gzip"))).isEqualTo(Compression.IF_LONG);
        assertThat(Compression.of(List.of("gzip", "identity;q=0"))).isEqualTo(Compression.ALWAYS);
    }

    /** The pieces of a document of such parts. */
    private static byte[] sent(List<byte[]> parts, Compression compression, boolean isGzip) {
        DocumentAnswer<Integer> answer = new DocumentAnswer<>(
                0,
                place -> CompletableFuture.completedFuture(compression.code(
                        new Document.Part<>(parts.get(place), place + 1 < parts.size() ? place + 1 : null),
                        place == 0)));
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        Answer.Piece piece;
        do {
            piece = answer.next().join();
            sent.writeBytes(piece.bytes());
        } while (!piece.isLast());
        assertThat(answer.isGzip()).isEqualTo(isGzip);
        return sent.toByteArray();
    }

    private static byte[] unzipped(byte[] bytes) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        }
    }

    /** The reader checks the checksum and the length at the end. */
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void partsTogetherAreOneFileOfGzip(long seed) throws IOException {
        Random random = Seeds.random("partsTogetherAreOneFileOfGzip", seed);
        for (int round = 0; round < 50; round++) {
            byte[] whole = new byte[random.nextInt(300_000)];
            random.nextBytes(whole);
            // Repeats itself, so that there is something to compress.
            for (int i = 1_000; i < whole.length; i++) {
                whole[i] = random.nextInt(50) == 0 ? whole[i] : whole[i - 1_000];
            }
            int size = 1 + random.nextInt(100_000);
            List<byte[]> parts = new ArrayList<>();
            for (int from = 0; from == 0 || from < whole.length; from += size) {
                parts.add(Arrays.copyOfRange(whole, from, Math.min(whole.length, from + size)));
            }

            byte[] compressed = sent(parts, Compression.ALWAYS, true);

            assertThat(unzipped(compressed)).isEqualTo(whole);
            assertThat(sent(parts, Compression.NEVER, false)).isEqualTo(whole);
        }
    }

    @Test
    void shortAnswerIsCompressedOnlyForAClientThatTakesNothingElse() throws IOException {
        byte[] brief = "a".repeat(Compression.LONG_BYTES - 1).getBytes(UTF_8);
        byte[] enough = "a".repeat(Compression.LONG_BYTES).getBytes(UTF_8);

        assertThat(sent(List.of(brief), Compression.IF_LONG, false)).isEqualTo(brief);
        assertThat(unzipped(sent(List.of(brief), Compression.ALWAYS, true))).isEqualTo(brief);
        assertThat(unzipped(sent(List.of(enough), Compression.IF_LONG, true))).isEqualTo(enough);
        // The first of several parts says how all are sent.
        assertThat(unzipped(sent(List.of(brief, brief), Compression.IF_LONG, true)))
                .hasSize(2 * brief.length);
        assertThat(unzipped(Compression.gzip(enough))).isEqualTo(enough);
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void checksumsOfTwoPartsGiveThatOfBoth(long seed) {
        Random random = Seeds.random("checksumsOfTwoPartsGiveThatOfBoth", seed);
        for (int round = 0; round < 200; round++) {
            byte[] both = new byte[random.nextInt(10_000)];
            random.nextBytes(both);
            int cut = random.nextInt(both.length + 1);

            int combined = GzipFrame.combined(
                    checksum(both, 0, cut), checksum(both, cut, both.length - cut), both.length - cut);

            assertThat(combined).isEqualTo(checksum(both, 0, both.length));
        }
    }

    private static int checksum(byte[] bytes, int from, int length) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes, from, length);
        return (int) checksum.getValue();
    }
}
