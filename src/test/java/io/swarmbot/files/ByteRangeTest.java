package io.swarmbot.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which bytes a request asks for. */
class ByteRangeTest {

    private static final String TAG = "\"t\"";

    private static ByteRange range(@Nullable String header) {
        return ByteRange.of(header, null, TAG, 10);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=3-, 3, 7",
        "bytes=3-5, 3, 3",
        "bytes=3-99, 3, 7",
        "bytes=-4, 6, 4",
        "bytes=-99, 0, 10",
        "bytes=9-, 9, 1",
        "Bytes= 1 - 2, 1, 2"
    })
    void partIsWhatIsAskedFor(String header, long from, long length) {
        assertThat(range(header)).isEqualTo(new ByteRange(from, length, true));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=a-b",
                "bytes=5-3",
                "bytes=0-1,3-4",
                "items=0-1",
                "bytes=٣-"
            })
    void whatCannotBeReadIsTheWhole(@Nullable String header) {
        assertThat(range(header)).isEqualTo(new ByteRange(0, 10, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=999999999999999999-", "bytes=-0"})
    void bytesThatAreNotThereAreRefused(String header) {
        assertThatThrownBy(() -> range(header))
                .isInstanceOfSatisfying(
                        Rejection.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.RANGE_NOT_SATISFIABLE));
    }

    @Test
    void emptyFileHasNoPart() {
        assertThatThrownBy(() -> ByteRange.of("bytes=0-", null, TAG, 0)).isInstanceOf(Rejection.class);
        assertThat(ByteRange.of(null, null, TAG, 0)).isEqualTo(new ByteRange(0, 0, false));
    }

    @Test
    void partOfAnotherFileIsTheWhole() {
        assertThat(ByteRange.of("bytes=1-2", TAG, TAG, 10).isPart()).isTrue();
        assertThat(ByteRange.of("bytes=1-2", "\"other\"", TAG, 10).isPart()).isFalse();
        assertThat(ByteRange.of("bytes=1-2", "W/" + TAG, TAG, 10).isPart()).isFalse();
        assertThat(ByteRange.of("bytes=1-2", "Mon, 30 Nov 2026 12:00:00 GMT", TAG, 10)
                        .isPart())
                .isFalse();
        assertThat(ByteRange.of("bytes=99-", "\"other\"", TAG, 10).isPart()).isFalse();
    }

    @Test
    void contentRangeSaysWhichBytesTheyAre() {
        assertThat(range("bytes=3-5").contentRange(10)).isEqualTo("bytes 3-5/10");
    }
}
