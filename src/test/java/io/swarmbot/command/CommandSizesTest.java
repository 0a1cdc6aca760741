package io.swarmbot.command;

import static io.swarmbot.command.Scene.jsonOf;
import static io.swarmbot.command.Scene.rejectionOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Json;
import io.swarmbot.wire.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands accept values up to their limits, and refuse larger ones. */
class CommandSizesTest {

    private static final int EVENT = 64 * 1024;

    private static SubmitTask task(
            @Nullable String description, int priority, List<String> names, @Nullable Json input) {
        return new SubmitTask("t1", "work", description, names, priority, List.of(), input);
    }

    private static List<String> names(int count) {
        return IntStream.range(0, count).mapToObj(n -> "name" + n).toList();
    }

    static Stream<Arguments> sized() {
        return Stream.of(
                sized("details", 4_096, n -> new UpdateAgentStatus("a", AgentStatus.BUSY, jsonOf(n))),
                sized("metrics", 4_096, n -> new RegisterAgent("a", null, null, List.of(), jsonOf(n))),
                sized("name", 1_024, n -> new RegisterAgent("a", "x".repeat(n), null, List.of(), null)),
                sized("role", 1_024, n -> new RegisterAgent("a", null, "x".repeat(n), List.of(), null)),
                sized("input", 16_384, n -> task(null, 5, List.of(), jsonOf(n))),
                sized("description", 16_384, n -> task("x".repeat(n), 5, List.of(), null)),
                sized("result", 16_384, n -> new CompleteTask("t", "a", null, jsonOf(n))),
                sized("error", 16_384, n -> new FailTask("t", "a", null, jsonOf(n))),
                sized("message", 1_024, n -> new ReportProgress("t", "a", null, null, "x".repeat(n))),
                sized("reason", 1_024, n -> new CancelTask("t", "x".repeat(n))));
    }

    private static Arguments sized(String field, int limit, Function<Integer, Command> making) {
        return Arguments.of(field, limit, making);
    }

    @ParameterizedTest
    @MethodSource("sized")
    void fieldTakesNoMoreBytesThanItsLimit(String field, int limit, Function<Integer, Command> making) {
        assertThat(making.apply(limit)).as(field).isNotNull();
        assertThat(rejectionOf(() -> assertThat(making.apply(limit + 1)).isNull()))
                .as(field)
                .isEqualTo(ErrorCode.TOO_BIG);
    }

    static Stream<Arguments> counted() {
        return Stream.of(
                Arguments.of("capabilities", making(n -> new RegisterAgent("a", null, null, names(n), null))),
                Arguments.of("requirements", making(n -> task(null, 5, names(n), null))),
                Arguments.of("dependencies", making(n -> new SubmitTask("t", "w", null, List.of(), 5, names(n), null))),
                Arguments.of(
                        "tasks",
                        making(n -> new Heartbeat(
                                "a",
                                names(n).stream()
                                        .map(id -> new Heartbeat.Work(id, null))
                                        .toList()))));
    }

    private static Function<Integer, Command> making(Function<Integer, Command> making) {
        return making;
    }

    @ParameterizedTest
    @MethodSource("counted")
    void listTakesNoMoreNamesThanItsLimit(String field, Function<Integer, Command> making) {
        assertThat(making.apply(64)).as(field).isNotNull();
        assertThat(rejectionOf(() -> assertThat(making.apply(65)).isNull()))
                .as(field)
                .isEqualTo(ErrorCode.BAD_FIELD);
    }

    @Test
    void sizesCountBytesNotCharacters() {
        String bees = "🐝".repeat(256);

        assertThatNoException().isThrownBy(() -> new CancelTask("t", bees));
        assertThat(rejectionOf(() -> new CancelTask("t", bees + "x"))).isEqualTo(ErrorCode.TOO_BIG);
    }

    @Test
    void eventIsNeverLargerThanItsLimit() {
        // A control character takes six bytes in JSON.
        String escaped = "\u0001".repeat(16_384 / 6);
        List<String> longNames =
                IntStream.range(100, 164).mapToObj(n -> n + "n".repeat(61)).toList();
        Scene scene = new Scene().given(Scene.register("agent1"));
        longNames.forEach(name -> scene.given(Scene.submit(name)));
        SubmitTask largest =
                new SubmitTask("t".repeat(64), "w".repeat(64), escaped, longNames, 10, longNames, jsonOf(16_384));

        Decision decision = scene.decide(largest);

        assertThat(new JsonCodec().encode(decision.events().get(0), "replica").json())
                .hasSizeLessThan(EVENT);
        assertThat(rejectionOf(() -> task(escaped + "\u0001", 5, List.of(), null)))
                .isEqualTo(ErrorCode.TOO_BIG);
        assertThat(rejectionOf(() -> task("\"".repeat(8_193), 5, List.of(), null)))
                .isEqualTo(ErrorCode.TOO_BIG);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 11, -1})
    void priorityIsFromOneToTen(int priority) {
        assertThat(rejectionOf(() -> task(null, priority, List.of(), null))).isEqualTo(ErrorCode.BAD_FIELD);
    }

    @Test
    void progressIsFromZeroToAHundredPercent() {
        assertThatNoException().isThrownBy(() -> new ReportProgress("t", "a", null, 0, null));
        assertThatNoException().isThrownBy(() -> new ReportProgress("t", "a", null, 100, null));
        assertThat(rejectionOf(() -> new ReportProgress("t", "a", null, 101, null)))
                .isEqualTo(ErrorCode.BAD_FIELD);
        assertThat(rejectionOf(() -> new ReportProgress("t", "a", null, -1, null)))
                .isEqualTo(ErrorCode.BAD_FIELD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".a", "-a", "_a", "a b", "a/b", "é", "a\n", "a\u0000", "🐝"})
    void malformedIdentifierIsRefused(String id) {
        assertThat(rejectionOf(() -> Scene.register(id))).isEqualTo(ErrorCode.BAD_IDENTIFIER);
        assertThat(rejectionOf(() -> Scene.submit(id))).isEqualTo(ErrorCode.BAD_IDENTIFIER);
        assertThat(rejectionOf(() -> Scene.submitRequiring("t1", id))).isEqualTo(ErrorCode.BAD_IDENTIFIER);
    }

    @Test
    void identifierHasAtMostSixtyFourCharacters() {
        assertThatNoException().isThrownBy(() -> Scene.register("a._-Z9" + "x".repeat(58)));
        assertThat(rejectionOf(() -> Scene.register("x".repeat(65)))).isEqualTo(ErrorCode.BAD_IDENTIFIER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\"", "\"é\"", "\"€\"", "\"🐝\"", "{\"a\":\"é€🐝\"}"})
    void jsonValueCountsItsBytes(String text) {
        assertThat(new Json(text).size()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }
}
