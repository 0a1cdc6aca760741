package io.swarmbot.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.swarmbot.command.Command;
import io.swarmbot.command.Giver;
import io.swarmbot.command.Reply;
import io.swarmbot.command.Scene;
import io.swarmbot.command.WrappedCommand;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Receipt;
import io.swarmbot.swarm.TaskRules;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Two commands under one idempotency key are the same if they mean the same, and only then. */
class CommandFingerprintTest {

    private static final String WORK = "'task_id':'t1','agent_id':'agent1'";

    private static WrappedCommand.Keyed read(String type, String json) {
        return readExactly(type, json.replace('\'', '"'));
    }

    private static WrappedCommand.Keyed readExactly(String type, String json) {
        Command command = CommandReader.read(
                type,
                Fields.of("{\"idempotency_key\":\"k\"" + (json.isEmpty() ? "" : "," + json) + "}"),
                Giver.ANYBODY);
        return (WrappedCommand.Keyed) command;
    }

    private static String hash(String type, String json) {
        return read(type, json).fingerprint().hash(TaskRules.DEFAULTS);
    }

    private static String exactHash(String json) {
        return readExactly("submit_task", json).fingerprint().hash(TaskRules.DEFAULTS);
    }

    /** Commands with every field that they may have, each of it with another value than is usual. */
    static Stream<Arguments> whole() {
        String by = ",'actor':'ann','reason':'why','version':7";
        return Stream.of(
                Arguments.of(
                        "register_agent",
                        "'agent_id':'agent1','name':'n','role':'r','capabilities':['a','b'],'assignment':'push','slots':2,"
                                + "'metrics':{'cpu':1.5}"),
                Arguments.of(
                        "update_agent_status", "'agent_id':'agent1','status':'busy','details':{'a':[1,{'b':null}]}"),
                Arguments.of("heartbeat", "'agent_id':'agent1','tasks':[{'id':'t1','attempt':1},{'id':'t2'}]"),
                Arguments.of("claim", "'agent_id':'agent1'"),
                Arguments.of(
                        "append_log",
                        "'agent_id':'agent1','task_id':'t1','lines':[{'level':'warn','message':'m','at':'2026-11-24T12:00:00Z'}]"),
                Arguments.of("pause_agent", "'agent_id':'agent1'" + by),
                Arguments.of("resume_agent", "'agent_id':'agent1'" + by),
                Arguments.of("drain_agent", "'agent_id':'agent1'" + by),
                Arguments.of("remove_agent", "'agent_id':'agent1'" + by),
                Arguments.of(
                        "submit_task",
                        "'task_id':'t1','task_type':'x','description':'d','requirements':['a','b'],'priority':3,"
                                + "'dependencies':['t0'],'input':[1],'max_attempts':7,'timeout':'11s',"
                                + "'deadline':'2026-11-24T12:00:00Z','max_agents':2"),
                Arguments.of("start_task", WORK + ",'attempt':1"),
                Arguments.of("report_progress", WORK + ",'attempt':1,'progress':40,'message':'m'"),
                Arguments.of("complete_task", WORK + ",'attempt':1,'result':{'a':1}"),
                Arguments.of("fail_task", WORK + ",'attempt':1,'error':'e','retry':false"),
                Arguments.of("request_input", WORK + ",'attempt':1,'question':'q','within':'5s'"),
                Arguments.of("provide_input", "'task_id':'t1','answer':true" + by),
                Arguments.of("cancel_task", "'task_id':'t1'" + by),
                Arguments.of("retry_task", "'task_id':'t1'" + by),
                Arguments.of("set_priority", "'task_id':'t1','priority':1" + by),
                Arguments.of("reassign_task", WORK + by),
                Arguments.of(
                        "send_message",
                        "'task_id':'t1','text':'x','kind':'steer','reply_to':'m0','expires_in':'5s','actor':'ann'"),
                Arguments.of("acknowledge_message", "'message_id':'m1','agent_id':'agent1'"));
    }

    @ParameterizedTest
    @MethodSource("whole")
    void eachFieldCounts(String type, String json) {
        Map<String, JsonValue> fields = membersOf(json);
        Map<String, String> hashes = new HashMap<>();
        hashes.put("all", hash(type, json));
        for (String left : fields.keySet()) {
            if (!List.of("agent_id", "task_id", "message_id", "task_type", "status", "question", "answer", "text")
                            .contains(left)
                    && !(type.equals("set_priority") && left.equals("priority"))) {
                Map<String, JsonValue> rest = new LinkedHashMap<>(fields);
                rest.remove(left);
                hashes.put("without " + left, hash(type, written(rest)));
            }
        }
        for (String id : List.of("agent1", "t1")) {
            if (json.contains("'" + id + "'")) {
                hashes.put("another " + id, hash(type, json.replace("'" + id + "'", "'" + id + "x'")));
            }
        }
        assertThat(hashes.values()).doesNotHaveDuplicates().allMatch(hash -> hash.matches("[0-9a-f]{32}"));
    }

    @Test
    void typeCounts() {
        List<String> hashes = Stream.of("pause_agent", "resume_agent", "drain_agent", "remove_agent", "claim")
                .map(type -> hash(type, "'agent_id':'agent1'"))
                .toList();

        assertThat(hashes).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'input':{'a':1,'b':{'c':2,'d':3}} | 'input':{'b':{'d':3,'c':2},'a':1}",
                "'input':1 | 'input':1.0",
                "'input':[100] | 'input':[1e2]",
                "'input':[-0] | 'input':[0.00]",
                "'input':0.001 | 'input':1E-3",
                "'input':1e400 | 'input':10E+399",
                "'input':'a/b' | 'input':'a\\/\\u0062'",
                "'description':null | ''",
                "'description':null,'deadline':null,'input':null,'requirements':null | ''",
                "'priority':5,'max_agents':1,'dependencies':[] | ''",
                "'max_attempts':3,'timeout':'300s' | ''",
                "'timeout':'5m' | 'timeout':'PT300S'",
                "'timeout':'60s' | 'timeout':'PT1M'",
                "'requirements':['b','a','b'] | 'requirements':['a','b']",
                "'deadline':'2026-11-24T12:00:00Z' | 'deadline':'2026-11-24T14:00:00.000+02:00'"
            })
    void whatIsWrittenDifferentlyAndMeansTheSameIsTheSame(String one, String other) {
        assertThat(submitted(one)).isEqualTo(submitted(other));
    }

    private static String submitted(String more) {
        String fields = more.equals("''") ? "" : "," + more;
        return hash("submit_task", "'task_type':'x','task_id':'t1'" + fields);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'input':{'a':null} | 'input':{}",
                "'input':'1' | 'input':1",
                "'input':'null' | ''",
                "'input':[[],[]] | 'input':[[[]]]",
                "'input':['a','b'] | 'input':['ab']",
                "'input':['a\\\"b'] | 'input':['a','b']",
                "'input':['a','b'] | 'input':['b','a']",
                "'input':1e400 | 'input':1e401",
                "'input':9007199254740993 | 'input':9007199254740992",
                "'input':false | 'input':null",
                "'description':'' | ''",
                "'requirements':['ab'] | 'requirements':['a','b']",
                "'description':'x\\ninput\\nVALUE_STRING\\ny' | 'description':'x','input':'y'"
            })
    void whatMeansSomethingElseIsAnother(String one, String other) {
        assertThat(submitted(one)).isNotEqualTo(submitted(other));
    }

    @Test
    void textThatHoldsTheWordsOfAFormerFingerprintIsAnotherCommand() {
        String one = "'task_type':'x','description':'x\\ninput\\nVALUE_STRING\\ny'";
        String other = "'task_type':'x','description':'x','input':'y'";
        Scene scene = new Scene().given(read("submit_task", one));

        assertThat(scene.rejection(read("submit_task", other))).isEqualTo(ErrorCode.KEY_REUSED);
        assertThat(scene.decide(read("submit_task", one)).reply()).isInstanceOf(Reply.Replayed.class);
    }

    @Test
    void receiptOfAnEarlierVersionIsComparedInTheFormerWay() {
        String json = "'task_type':'x','input':{'a':1,'b':2}";
        String former = FormerHash.of("submit_task", membersOf(json), java.util.Set.of());
        Scene scene = new Scene();
        Receipt receipt = new Receipt("k", former, Receipt.Answer.NOTHING, new Cursor("k3f9", 0), scene.now());
        WrappedCommand.Keyed same = read("submit_task", "'input':{'a':1,'b':2},'task_type':'x'");
        WrappedCommand.Keyed other = read("submit_task", "'task_type':'x','input':{'b':2,'a':1}");

        assertThat(same.fingerprint().matches(receipt.hash(), TaskRules.DEFAULTS))
                .isTrue();
        assertThat(other.fingerprint().matches(receipt.hash(), TaskRules.DEFAULTS))
                .isFalse();
        assertThat(former).matches("[0-9a-f]{32}");
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void rewritingChangesNothingAndAnyOtherChangeDoes(long seed) {
        Random random = Seeds.random("CommandFingerprintTest", seed);
        Map<String, String> meanings = new HashMap<>();
        for (int round = 0; round < 3_000; round++) {
            String value = RandomJson.value(random, 4);
            String rewritten = RandomJson.spaced(random, shuffled(random, value));

            String hash = exactHash("\"task_type\":\"x\",\"input\":" + value);

            assertThat(exactHash("\"input\":" + rewritten + ",\"task_type\":\"x\""))
                    .as("%s and %s", value, rewritten)
                    .isEqualTo(hash);
            String before = meanings.put(hash, value);
            if (before != null) {
                assertThat(JsonMeaning.of(new Json(before)))
                        .as("%s and %s", value, before)
                        .isEqualTo(JsonMeaning.of(new Json(value)));
            }
        }
    }

    /** The same value with the members of the outermost object in another order. */
    private static String shuffled(Random random, String value) {
        if (!value.startsWith("{")) {
            return value;
        }
        Map<String, JsonValue> members = Fields.of(value).remaining();
        List<Map.Entry<String, JsonValue>> entries = new ArrayList<>(members.entrySet());
        Collections.shuffle(entries, random);
        Map<String, JsonValue> shuffled = new LinkedHashMap<>();
        entries.forEach(entry -> shuffled.put(entry.getKey(), entry.getValue()));
        return "{" + written(shuffled) + "}";
    }

    private static Map<String, JsonValue> membersOf(String json) {
        return Fields.of("{" + json.replace('\'', '"') + "}").remaining();
    }

    private static String written(Map<String, JsonValue> members) {
        return members.entrySet().stream()
                .map(member -> CompactJson.quoted(member.getKey()) + ":"
                        + member.getValue().json().text())
                .collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "-0.0,0", "0e99999999999999999999,0", "10,1e1", "1.50,15e-1", "-0.0100e2,-1e0", "1e400,1e400"})
    void numberIsItsDigitsAndAPowerOfTen(String written, String meant) {
        assertThat(JsonMeaning.number(written)).isEqualTo(meant);
    }
}
