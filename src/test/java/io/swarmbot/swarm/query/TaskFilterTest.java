package io.swarmbot.swarm.query;

import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.json;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.start;
import static io.swarmbot.command.Scene.submit;
import static io.swarmbot.command.Scene.submitRequiring;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.Scale;
import io.swarmbot.Seeds;
import io.swarmbot.command.Decision;
import io.swarmbot.command.FailTask;
import io.swarmbot.command.RandomCommands;
import io.swarmbot.command.Scene;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.query.Condition.Compared;
import io.swarmbot.swarm.query.Condition.Containing;
import io.swarmbot.swarm.query.Condition.Lasting;
import io.swarmbot.swarm.query.Condition.OneOf;
import io.swarmbot.swarm.query.TaskFilter.Term;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What queries mean, and which are refused. */
class TaskFilterTest {

    private static final int QUERIES = Scale.of(2_000, 50_000);

    private final Scene scene = new Scene();

    private List<String> found(String query) {
        TaskFilter filter = TaskFilter.parse(query);
        return scene.state().tasksAfter("").stream()
                .filter(task -> filter.matches(task, scene.now()))
                .map(Task::id)
                .toList();
    }

    private void prepare() {
        scene.given(register("a1", "gpu"), submitRequiring("broken", "gpu"), claim("a1"), start("broken", "a1"));
        scene.given(new FailTask("broken", "a1", null, json("{\"code\":\"E_DISK full\"}"), false));
        scene.given(submit("held", 2), claim("a1"), start("held", "a1"), submit("waits", 9));
        scene.later(Duration.ofMinutes(10)).given(submit("new"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                          | broken held new waits",
                "status:failed               | broken",
                "status:failed,running       | broken held",
                "status:open                 | held new waits",
                "status:finished             | broken",
                "-status:pending             | broken held",
                "agent:a1                    | broken held",
                "-agent:*                    | new waits",
                "id:w*,n*                    | new waits",
                "requires:gpu                | broken",
                "priority:9                  | waits",
                "priority>=5 priority<9      | broken new",
                "attempt:1                   | broken held",
                "waiting>5m                  | waits",
                "waiting<=5m                 | new",
                "-waiting>5m                 | broken held new",
                "running>=10m                | held",
                "ended>1m                    | broken",
                "submitted<1s                | new",
                "disk                        | broken",
                "'\"e_disk FULL\"'           | broken",
                "a1 -disk                    | held",
                "alert:stuck                 | ",
                "part_of:x depends_on:y      | ",
            })
    void queryMeansTheseTasks(String query, String tasks) {
        prepare();

        assertThat(found(query)).containsExactly(tasks == null ? new String[0] : tasks.split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "status:faild       | 8  | pending, assigned, running",
                "a status:failed,,x | 10 | not ''",
                "stat:failed        | 1  | fields are status, id, type",
                "http://x           | 1  | there is no field 'http'",
                "type:a/b           | 6  | not 'a/b'",
                "type>a             | 1  | takes a colon",
                "type:              | 6  | not ''",
                "priority:high      | 10 | takes a number",
                "priority>          | 10 | not ''",
                "waiting:5m         | 1  | waiting takes < or >",
                "-waiting>5         | 10 | a duration such as 30s",
                "waiting>5y         | 9  | not '5y'",
                "x \"y              | 3  | the quote is not closed",
                "\"x\"y             | 4  | a space is due",
                "x \"\"             | 3  | nothing to look for",
                "x -                | 4  | nothing to look for",
            })
    void badQueryIsRefusedWithItsPosition(String query, int position, String reason) {
        assertThatThrownBy(() -> TaskFilter.parse(query))
                .isInstanceOf(Rejection.class)
                .hasMessageStartingWith("q, character " + position + ": ")
                .hasMessageContaining(reason);
    }

    @Test
    void longQueryIsRefused() {
        assertThat(TaskFilter.parse("x".repeat(TaskFilter.MOST_CHARACTERS)).terms())
                .hasSize(1);
        assertThatThrownBy(() -> TaskFilter.parse("x".repeat(TaskFilter.MOST_CHARACTERS + 1)))
                .hasMessageContaining("1000 characters");
        assertThat(TaskFilter.parse("x ".repeat(TaskFilter.MOST_TERMS)).terms()).hasSize(TaskFilter.MOST_TERMS);
        assertThatThrownBy(() -> TaskFilter.parse("x ".repeat(TaskFilter.MOST_TERMS + 1)))
                .hasMessageContaining("more than 32 terms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\b", "a\"b", "say:", "\"", "\\", "-", "a b", "priority>x", "🐝 é", ":", "*"})
    void anyTextCanBeLookedFor(String text) {
        TaskFilter filter = new TaskFilter(List.of(new Term(false, new Containing(text))));

        assertThat(TaskFilter.parse(filter.toString())).isEqualTo(filter);
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void queryThatWasWrittenIsReadAgain(long seed) {
        Random random = Seeds.random("queryThatWasWrittenIsReadAgain", seed);
        for (int n = 0; n < QUERIES; n++) {
            TaskFilter filter = randomFilter(random);

            assertThat(TaskFilter.parse(filter.toString()))
                    .as(filter.toString())
                    .isEqualTo(filter);
        }
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void queryMeansWhatALookAtEachFieldSays(long seed) {
        Random random = Seeds.random("queryMeansWhatALookAtEachFieldSays", seed);
        RandomCommands commands = new RandomCommands(random);
        SwarmState state = SwarmState.empty("s", new SwarmLimits(8, 60, 1_000), new Cursor("k3f9", 0));
        Instant now = Scene.NOON;
        int met = 0;
        for (int n = 0; n < QUERIES; n++) {
            now = now.plusMillis(random.nextInt(20_000));
            try {
                state = Decision.of(state, commands.next(state), now).state();
            } catch (Rejection refused) {
                continue;
            }
            Condition condition = randomCondition(random);
            TaskFilter filter = new TaskFilter(List.of(new Term(random.nextBoolean(), condition)));
            for (Task task : state.tasksAfter("")) {
                boolean isExpected =
                        isMet(condition, task, now) != filter.terms().get(0).isNegated();
                assertThat(filter.matches(task, now))
                        .as("%s of %s", filter, task)
                        .isEqualTo(isExpected);
                met += isExpected ? 1 : 0;
            }
        }
        assertThat(met).isGreaterThan(QUERIES);
    }

    /** The same, said in another way. */
    private static boolean isMet(Condition condition, Task task, Instant now) {
        if (condition instanceof OneOf names) {
            List<String> values = names.field().valuesOf(task);
            return names.names().stream()
                    .map(name -> name.replace(".", "\\.").replace("*", ".*"))
                    .anyMatch(pattern -> values.stream().anyMatch(value -> value.matches(pattern)));
        } else if (condition instanceof Containing words) {
            String wanted = words.text().toLowerCase(Locale.ROOT);
            return Stream.concat(
                            Stream.of(
                                    task.id(),
                                    task.type(),
                                    task.description(),
                                    task.attempt().message(),
                                    task.attempt().error() == null
                                            ? null
                                            : task.attempt().error().text()),
                            task.assignedAgents().stream())
                    .anyMatch(text ->
                            text != null && text.toLowerCase(Locale.ROOT).contains(wanted));
        } else if (condition instanceof Compared compared) {
            Integer value = compared.field().valueOf(task);
            return value != null && holds(compared.operator(), value, compared.number());
        } else if (condition instanceof Lasting lasting) {
            Instant since = lasting.field().sinceOf(task);
            return since != null
                    && holds(
                            lasting.operator(),
                            Duration.between(since, now).toMillis(),
                            lasting.duration().toMillis());
        }
        throw new AssertionError(condition);
    }

    private static boolean holds(Operator operator, long value, long other) {
        return switch (operator) {
            case AT_LEAST -> !(value < other);
            case AT_MOST -> !(value > other);
            case MORE_THAN -> value > other;
            case LESS_THAN -> other > value;
            case EQUAL -> value == other;
        };
    }

    private static TaskFilter randomFilter(Random random) {
        return new TaskFilter(Stream.generate(() -> new Term(random.nextBoolean(), randomCondition(random)))
                .limit(random.nextInt(6))
                .toList());
    }

    private static Condition randomCondition(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> {
                NameField field = NameField.values()[random.nextInt(NameField.values().length)];
                List<String> names = new ArrayList<>();
                for (int n = random.nextInt(3); n >= 0; n--) {
                    List<String> allowed = field.names().isEmpty()
                            ? List.of("t1*", "*", "a1", "a*", "work", "java", "gpu", "t10", "x.y-z_1")
                            : field.names();
                    names.add(allowed.get(random.nextInt(allowed.size())));
                }
                yield new OneOf(field, names);
            }
            case 1 ->
                new Compared(
                        NumberField.values()[random.nextInt(NumberField.values().length)],
                        Operator.values()[random.nextInt(Operator.values().length)],
                        random.nextInt(12));
            case 2 ->
                new Lasting(
                        TimeField.values()[random.nextInt(TimeField.values().length)],
                        Operator.values()[random.nextInt(Operator.values().length - 1)],
                        Duration.ofMillis(
                                random.nextBoolean() ? random.nextInt(1_000_000) : 60_000L * random.nextInt(100)));
            default -> new Containing(randomText(random));
        };
    }

    private static String randomText(Random random) {
        String letters = "aAtT1\\\"-: >*é";
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(4); n >= 0; n--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }
}
