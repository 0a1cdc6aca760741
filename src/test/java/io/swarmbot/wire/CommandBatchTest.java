package io.swarmbot.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.swarmbot.Seeds;
import io.swarmbot.command.Claim;
import io.swarmbot.command.Giver;
import io.swarmbot.command.UpdateAgentStatus;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A body of many commands is split so that a fault of one command harms no other. */
class CommandBatchTest {

    private static final String GOOD = status("c0", "{\"step\":1}");

    private static String status(String id, String details) {
        return "{\"id\":\"" + id
                + "\",\"type\":\"update_agent_status\",\"agent_id\":\"a1\",\"status\":\"busy\",\"details\":" + details
                + "}";
    }

    private static CommandBatch array(String body) {
        return CommandBatch.ofArray(body.getBytes(UTF_8), Giver.ANYBODY);
    }

    private static CommandBatch lines(String body) {
        return CommandBatch.ofLines(body.getBytes(UTF_8), Giver.ANYBODY);
    }

    /** The code of the fault of each command; {@code "-"} if it has none. */
    private static List<String> faults(CommandBatch batch) {
        return batch.messages().stream()
                .map(message ->
                        message.fault() == null ? "-" : message.fault().code().wireName())
                .toList();
    }

    @Test
    void commandsAreReadInTheirOrder() {
        String second = "{\"type\":\"claim\",\"agent_id\":\"a2\"}";

        for (CommandBatch batch :
                List.of(array(" [ " + GOOD + " ,\n" + second + "]\r\n"), lines(GOOD + "\n\r\n \n" + second))) {
            assertThat(batch.messages()).extracting(CommandMessage::id).containsExactly("c0", null);
            assertThat(batch.commands().get(0)).isInstanceOf(UpdateAgentStatus.class);
            assertThat(batch.commands().get(1)).isInstanceOf(Claim.class);
        }
    }

    static List<String> badCommands() {
        return List.of(
                "bad_json:7",
                "bad_json:\"text\"",
                "bad_json:null",
                "bad_json:[]",
                "bad_json:{\"type\"}",
                "bad_json:{\"type\":tru}",
                "bad_json:{\"a\":1 \"b\":2}",
                "bad_json:{}{}",
                "bad_json:" + status("c1", "{\"a\":1,\"a\":2}"),
                "bad_json:" + status("c1", "{\"a\":\"\\ud800\"}"),
                "bad_json:" + status("c1", "{\"a\":\"\\x\"}"),
                "bad_json:" + status("c1", "{\"a\":01}"),
                "too_deep:" + status("c1", "{\"a\":" + "[".repeat(40) + "]".repeat(40) + "}"),
                "missing_field:{}",
                "unknown_command:{\"type\":\"dance\"}",
                "bad_field:{\"id\":7,\"type\":\"heartbeat\"}",
                "bad_field:{\"type\":\"claim\",\"agent_id\":\"a1\",\"wait\":\"1s\"}",
                "bad_identifier:{\"type\":\"heartbeat\",\"agent_id\":\"-\"}",
                "unknown_field:{\"type\":\"heartbeat\",\"agent_id\":\"a1\",\"x\":\"}],[{\"}",
                "too_big:" + status("c1", "{\"a\":\"" + "x".repeat(5_000) + "\"}"));
    }

    @ParameterizedTest
    @MethodSource("badCommands")
    void commandThatCannotBeReadHasItsFaultInItsPlace(String bad) {
        String code = bad.substring(0, bad.indexOf(':'));
        String command = bad.substring(bad.indexOf(':') + 1);

        CommandBatch inArray = array("[" + GOOD + "," + command + "," + GOOD + "]");
        CommandBatch inLines = lines(GOOD + "\n" + command + "\n" + GOOD);

        assertThat(faults(inArray)).containsExactly("-", code, "-");
        assertThat(faults(inLines)).containsExactly("-", code, "-");
        assertThat(inArray.commands()).hasSize(2);
    }

    @Test
    void unknownCommandKeepsItsId() {
        CommandBatch batch = array("[{\"id\":\"c7\",\"type\":\"dance\"}]");

        assertThat(batch.messages().get(0).id()).isEqualTo("c7");
    }

    @Test
    void bytesThatAreNoUnicodeHarmOnlyTheirCommand() {
        byte[] body = ("[" + GOOD + "," + status("c1", "{\"a\":\"?\"}") + "," + GOOD + "]").getBytes(UTF_8);
        body[new String(body, UTF_8).indexOf('?')] = (byte) 0xff;

        assertThat(faults(CommandBatch.ofArray(body, Giver.ANYBODY))).containsExactly("-", "bad_json", "-");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "7",
                "nonsense",
                "[",
                "[{}",
                "[{},",
                "[{}]]",
                "[{}] x",
                "[,]",
                "[{},]",
                "[{\"a]",
                "[{\"a\\\"}]",
                "[{]",
                "  "
            })
    void bodyThatIsNoArrayIsRefusedWhole(String body) {
        Rejection rejection = catchThrowableOfType(Rejection.class, () -> array(body));

        assertThat(rejection.code()).isEqualTo(ErrorCode.BAD_JSON);
    }

    @Test
    void batchHasAtLeastOneCommand() {
        Rejection ofArray = catchThrowableOfType(Rejection.class, () -> array("[ ]"));
        Rejection ofLines = catchThrowableOfType(Rejection.class, () -> lines("\n \r\n"));

        assertThat(ofArray.code()).isEqualTo(ErrorCode.BODY_MISSING);
        assertThat(ofLines.code()).isEqualTo(ErrorCode.BODY_MISSING);
    }

    @Test
    void batchHasAtMostAThousandCommands() {
        Function<Integer, String> commands =
                count -> IntStream.range(0, count).mapToObj(n -> "{}").collect(Collectors.joining(","));

        assertThat(array("[" + commands.apply(1_000) + "]").messages()).hasSize(1_000);
        Rejection rejection = catchThrowableOfType(Rejection.class, () -> array("[" + commands.apply(1_001) + "]"));
        assertThat(rejection.code()).isEqualTo(ErrorCode.TOO_BIG);
    }

    static LongStream seeds() {
        return Seeds.fixedAndRandom();
    }

    /** Elements are found whatever strings and brackets they hold. */
    @ParameterizedTest
    @MethodSource("seeds")
    void arrayIsSplitAtTheEndOfItsElements(long seed) {
        Random random = Seeds.random("CommandBatchTest", seed);
        for (int round = 0; round < 200; round++) {
            List<String> details = new ArrayList<>();
            for (int n = random.nextInt(5); n >= 0; n--) {
                details.add("{\"a\":" + RandomJson.value(random, 3) + "}");
            }
            String body = details.stream()
                    .map(text -> RandomJson.spaced(random, status("c", text)))
                    .collect(Collectors.joining(RandomJson.blank(random) + ","));

            CommandBatch batch = array("[" + body + RandomJson.blank(random) + "]");

            assertThat(batch.commands())
                    .extracting(
                            command -> ((UpdateAgentStatus) command).details().text())
                    .containsExactlyElementsOf(details);
        }
    }
}
