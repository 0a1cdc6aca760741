package io.swarmbot.wire;

import static io.swarmbot.command.Scene.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.swarmbot.Seeds;
import io.swarmbot.command.Command;
import io.swarmbot.command.Giver;
import io.swarmbot.command.Scene;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every time, duration and number of a command is within its bounds, or the command is refused and nothing is done. */
class CommandBoundsTest {

    /** A field of a command, the least and the greatest value that it takes, and values that are refused. */
    private record Bound(String type, String others, String field, List<String> taken, List<String> refused) {

        String json(String value) {
            return "{" + others + (others.isEmpty() ? "" : ",") + "\"" + field + "\":" + value + "}";
        }
    }

    private static final String TASK = "\"task_type\":\"x\"";
    private static final String WORK = "\"task_id\":\"t1\",\"agent_id\":\"agent1\"";
    private static final List<String> NO_NUMBERS =
            List.of("-1", "2147483648", "1e400", "99999999999999999999", "1.5", "\"1\"", "true", "[1]");
    private static final List<String> NO_DURATIONS = List.of(
            "\"-1s\"",
            "\"-PT1S\"",
            "\"2592000001ms\"",
            "\"999999999999999h\"",
            "\"9999999999999999999s\"",
            "\"PT9223372036854775807S\"",
            "\"PT99999999999999999999H\"",
            "\"\"",
            "\"1\"",
            "\"٣s\"",
            "1");
    private static final List<String> NO_TIMES = List.of(
            "\"+999999999-12-31T23:59:59Z\"",
            "\"+10000-01-01T00:00:00Z\"",
            "\"9999-12-31T23:59:59-18:00\"",
            "\"-0001-12-31T23:59:59Z\"",
            "\"-999999999-01-01T00:00:00+18:00\"",
            "\"2026-11-24\"",
            "\"2026-02-30T00:00:00Z\"",
            "\"\"",
            "1767225600000");

    static Stream<Bound> bounds() {
        return Stream.of(
                lease("submit_task", TASK, "lease"),
                lease("submit_task", TASK, "start_within"),
                lease("claim", "\"agent_id\":\"a\"", "lease"),
                lease("claim", "\"agent_id\":\"a\"", "start_within"),
                lease("register_agent", "\"agent_id\":\"a\"", "lease"),
                lease("register_agent", "\"agent_id\":\"a\"", "start_within"),
                new Bound("submit_task", TASK, "priority", List.of("1", "10"), with(NO_NUMBERS, "0", "11")),
                new Bound("submit_task", TASK, "max_attempts", List.of("1", "100"), with(NO_NUMBERS, "0", "101")),
                new Bound("submit_task", TASK, "max_agents", List.of("1", "16"), with(NO_NUMBERS, "0", "17")),
                new Bound(
                        "submit_task",
                        TASK,
                        "timeout",
                        List.of("\"1ms\"", "\"2592000s\"", "\"720h\"", "\"PT1000000.001S\"", "\"P30D\""),
                        with(NO_DURATIONS, "\"0s\"", "\"PT0.0009S\"", "\"PT0S\"")),
                new Bound(
                        "submit_task",
                        TASK,
                        "deadline",
                        List.of(
                                "\"0000-01-01T00:00:00Z\"",
                                "\"9999-12-31T23:59:59.9999Z\"",
                                "\"2026-11-24T12:00:00+02:00\""),
                        NO_TIMES),
                new Bound(
                        "register_agent",
                        "\"agent_id\":\"a\"",
                        "slots",
                        List.of("1", "64"),
                        with(NO_NUMBERS, "0", "65")),
                new Bound("report_progress", WORK, "progress", List.of("0", "100"), with(NO_NUMBERS, "101")),
                new Bound("report_progress", WORK, "attempt", List.of("0", "2147483647"), NO_NUMBERS),
                new Bound("start_task", WORK, "attempt", List.of("0", "2147483647"), NO_NUMBERS),
                new Bound("complete_task", WORK, "attempt", List.of("0", "2147483647"), NO_NUMBERS),
                new Bound("fail_task", WORK, "attempt", List.of("0", "2147483647"), NO_NUMBERS),
                new Bound("request_input", WORK + ",\"question\":1", "attempt", List.of("0", "2147483647"), NO_NUMBERS),
                new Bound(
                        "request_input",
                        WORK + ",\"question\":1",
                        "within",
                        List.of("\"1ms\"", "\"30m\"", "\"PT720H\""),
                        with(NO_DURATIONS, "\"0ms\"", "\"PT0.0001S\"")),
                new Bound("set_priority", "\"task_id\":\"t1\"", "priority", List.of("1", "10"), with(NO_NUMBERS, "0")),
                new Bound(
                        "cancel_task",
                        "\"task_id\":\"t1\"",
                        "version",
                        List.of("0", "9223372036854775807"),
                        List.of("9223372036854775808", "1.5", "1e400")));
    }

    private static Bound lease(String type, String others, String field) {
        return new Bound(
                type,
                others,
                field,
                List.of("\"1ms\"", "\"15m\"", "\"PT24H\""),
                with(NO_DURATIONS, "\"0s\"", "\"PT0S\"", "\"-1s\"", "\"PT-1S\"", "\"soon\"", "60", "true", "{}"));
    }

    private static List<String> with(List<String> values, String... more) {
        return Stream.concat(values.stream(), Stream.of(more)).toList();
    }

    @ParameterizedTest
    @MethodSource("bounds")
    void valueWithinItsBoundsIsTaken(Bound bound) {
        for (String value : bound.taken()) {
            assertThatNoException().as(value).isThrownBy(() -> read(bound.type(), bound.json(value)));
        }
    }

    @ParameterizedTest
    @MethodSource("bounds")
    void valueOutsideOfItsBoundsIsABadField(Bound bound) {
        for (String value : bound.refused()) {
            assertThat(refusal(() -> read(bound.type(), bound.json(value))))
                    .as(value)
                    .isEqualTo(ErrorCode.BAD_FIELD);
        }
    }

    static Stream<Arguments> nested() {
        return Stream.of(
                Arguments.of("heartbeat", "{\"agent_id\":\"a\",\"tasks\":[{\"id\":\"t\",\"attempt\":%s}]}", NO_NUMBERS),
                Arguments.of("append_log", "{\"agent_id\":\"a\",\"lines\":[{\"message\":\"m\",\"at\":%s}]}", NO_TIMES));
    }

    @ParameterizedTest
    @MethodSource("nested")
    void nestedValueOutsideOfItsBoundsIsABadField(String type, String json, List<String> refused) {
        for (String value : refused) {
            assertThat(refusal(() -> read(type, json.formatted(value))))
                    .as(value)
                    .isEqualTo(ErrorCode.BAD_FIELD);
        }
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void noNumberTimeOrDurationBreaksADecision(long seed) {
        Random random = Seeds.random("CommandBoundsTest", seed);
        List<Bound> bounds = bounds().toList();
        Scene scene = new Scene().given(register("agent1"), Scene.submit("t1"), Scene.claim("agent1"));
        for (int round = 0; round < 20_000; round++) {
            Bound bound = bounds.get(random.nextInt(bounds.size()));
            String value = randomValue(random);

            Throwable failure = catchThrowable(() -> scene.decide(read(bound.type(), bound.json(value))));

            assertThat(failure)
                    .as("%s of %s", value, bound)
                    .satisfiesAnyOf(
                            none -> assertThat(none).isNull(),
                            refused -> assertThat(refused).isInstanceOf(Rejection.class));
        }
    }

    private static String randomValue(Random random) {
        String digits = Long.toString(random.nextLong() >>> random.nextInt(64)).repeat(1 + random.nextInt(2));
        String number = (random.nextBoolean() ? "-" : "") + digits.replace("-", "");
        return switch (random.nextInt(5)) {
            case 0 -> number.matches("-?0.+") ? "0" : number;
            case 1 -> '"' + number + List.of("ms", "s", "m", "h", "d").get(random.nextInt(5)) + '"';
            case 2 -> "\"PT" + number + List.of("S", "M", "H", ".5S").get(random.nextInt(4)) + '"';
            case 3 -> "\"P" + number + "D\"";
            default ->
                "\"" + (random.nextBoolean() ? "+" : "-")
                        + number.replace("-", "")
                                .substring(
                                        0, Math.min(9, number.replace("-", "").length()))
                        + "-12-31T23:59:59.123456789"
                        + List.of("Z", "+18:00", "-18:00").get(random.nextInt(3)) + "\"";
        };
    }

    private static Command read(String type, String json) {
        return CommandReader.read(type, Fields.of(json), Giver.ANYBODY);
    }

    private static @Nullable ErrorCode refusal(Runnable work) {
        return catchThrowable(work::run) instanceof Rejection rejection ? rejection.code() : null;
    }
}
