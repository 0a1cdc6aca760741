package io.swarmbot.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathSegmentsTest {

    @ParameterizedTest
    @CsvSource({"/a/b/c", "/a/b/c/", "//a///b//c//", "a/b/c"})
    void slashesThatFollowOneAnotherCountAsOne(String path) {
        assertThat(PathSegments.of(path).names()).containsExactly("a", "b", "c");
        assertThat(PathSegments.of(path)).isEqualTo(PathSegments.of("/a/b/c")).hasToString("/a/b/c");
    }

    @Test
    void segmentStaysAsItWasWritten() {
        assertThat(PathSegments.of("/a%2Fb/c;x=y/%C3%BC").names()).containsExactly("a%2Fb", "c;x=y", "%C3%BC");
    }

    @Test
    void pathOfSlashesHasNoSegments() {
        assertThat(PathSegments.of("//").names()).isEmpty();
        assertThat(PathSegments.of("")).returns(0, PathSegments::size);
    }

    @ParameterizedTest
    @CsvSource({
        "/a/{x}/b, /a/1/b, true",
        "/a/{x}/b, /a/{x}/b, true",
        "/a/{x}/b, /a/1/b/, true",
        "/a/{x}/b, /a/1/c, false",
        "/a/{x}/b, /c/1/b, false",
        "/a/{x}/b, /a/b, false",
        "/a/{x}/b, /a//b, false",
        "/a/{x}/b, /a/1/b/c, false",
        "/a/{x}/b, /a/1/B, false",
        "/a/{x}, /a/{y}, true",
        "/a, /{x}, false"
    })
    void templateMatchesThePathsThatHaveASegmentForEachOfIts(String template, String path, boolean isMatch) {
        assertThat(PathSegments.of(template).matches(PathSegments.of(path))).isEqualTo(isMatch);
    }

    @ParameterizedTest
    @CsvSource({"/a/b, true", "/a/b/c, true", "/a, false", "/a/bc, false", "/c/a/b, false"})
    void pathIsBelowTheRootThatItBeginsWith(String path, boolean isBelow) {
        assertThat(PathSegments.of(path).isBelow(PathSegments.of("/a/b"))).isEqualTo(isBelow);
    }

    @Test
    void segmentsCannotBeChanged() {
        assertThatThrownBy(() -> PathSegments.of("/a/b").names().clear())
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
