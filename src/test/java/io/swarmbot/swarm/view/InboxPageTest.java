package io.swarmbot.swarm.view;

import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.complete;
import static io.swarmbot.command.Scene.fail;
import static io.swarmbot.command.Scene.json;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.start;
import static io.swarmbot.command.Scene.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Scale;
import io.swarmbot.Seeds;
import io.swarmbot.command.Decision;
import io.swarmbot.command.FailTask;
import io.swarmbot.command.Intervention;
import io.swarmbot.command.ProvideInput;
import io.swarmbot.command.RandomCommands;
import io.swarmbot.command.RequestInput;
import io.swarmbot.command.RetryTask;
import io.swarmbot.command.Scene;
import io.swarmbot.command.SubmitTask;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.StoredState;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.swarm.view.InboxEntry.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What waits for a person, page by page. */
class InboxPageTest {

    private static final int COMMANDS = Scale.of(6_000, 60_000);
    private static final SwarmLimits LIMITS = new SwarmLimits(8, 60, 1_000);

    private final Scene scene = new Scene();

    private List<InboxEntry> entries() {
        InboxPage page = new InboxPage(InboxPlace.BEGIN, 100, scene.now());
        page.add(scene.state());
        return page.items().stream().map(InboxPage.Item::entry).toList();
    }

    private void failForGood(String task) {
        scene.given(submit(task), claim("a1"), start(task, "a1"));
        scene.given(new FailTask(task, "a1", null, json("\"it broke\""), false));
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void pagesTogetherHaveEveryEntryOfEverySwarmOnceInOrder(long seed) {
        Random random = Seeds.random("pagesTogetherHaveEveryEntryOfEverySwarmOnceInOrder", seed);
        RandomCommands commands = new RandomCommands(random);
        List<SwarmState> swarms = new ArrayList<>();
        for (String name : List.of("c", "a", "b")) {
            swarms.add(SwarmState.empty(name, LIMITS, new Cursor("k3f9", 0)));
        }
        Instant now = Scene.NOON;
        int seen = 0;

        for (int given = 0; given < COMMANDS; given++) {
            now = now.plusMillis(random.nextInt(200_000));
            int which = random.nextInt(swarms.size());
            SwarmState state = swarms.get(which);
            try {
                swarms.set(which, Decision.of(state, commands.next(state), now).state());
            } catch (Rejection refused) {
                continue;
            }
            if (given % 50 == 0) {
                List<String> expected = counted(swarms, now);
                assertThat(paged(swarms, 1 + random.nextInt(5), now)).isEqualTo(expected);
                assertThat(paged(swarms.stream().map(InboxPageTest::loaded).toList(), 100, now))
                        .isEqualTo(expected);
                seen += expected.size();
            }
        }

        assertThat(seen).isGreaterThan(COMMANDS / 50);
    }

    /** All entries, page by page. */
    private static List<String> paged(List<SwarmState> swarms, int size, Instant now) {
        List<String> all = new ArrayList<>();
        InboxPlace after = InboxPlace.BEGIN;
        while (after != null) {
            InboxPage page = new InboxPage(after, size, now);
            swarms.forEach(page::add);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(size);
            page.items()
                    .forEach(item -> all.add(item.swarm() + " " + item.entry().taskId() + " "
                            + item.entry().kind()));
            after = page.next() == null ? null : InboxPlace.parse(page.next().toString());
            assertThat(after == null || page.items().size() == size).isTrue();
        }
        return all;
    }

    /** The same, found by a look at each task. */
    private static List<String> counted(List<SwarmState> swarms, Instant now) {
        record Found(Instant since, String swarm, String task, Kind kind) {}
        List<Found> all = new ArrayList<>();
        for (SwarmState state : swarms) {
            List<Found> failed = new ArrayList<>();
            for (Task task : state.tasksAfter("")) {
                if (task.status() == TaskStatus.FAILED && task.partOf() == null) {
                    failed.add(new Found(task.times().statusSince(), state.swarm(), task.id(), Kind.FAILED));
                } else if (task.status() == TaskStatus.INPUT_REQUIRED) {
                    all.add(new Found(task.times().statusSince(), state.swarm(), task.id(), Kind.QUESTION));
                } else if (task.alert() != null && !task.status().isFinished()) {
                    all.add(new Found(task.times().updatedAt(), state.swarm(), task.id(), Kind.ALERT));
                }
            }
            failed.sort(Comparator.comparing(Found::since).thenComparing(Found::task));
            failed.subList(Math.max(0, failed.size() - 20), failed.size()).stream()
                    .filter(each -> Duration.between(each.since(), now).compareTo(Duration.ofDays(7)) <= 0)
                    .forEach(all::add);
        }
        all.sort(Comparator.comparing(Found::since).thenComparing(Found::swarm).thenComparing(Found::task));
        return all.stream()
                .map(each -> each.swarm() + " " + each.task() + " " + each.kind())
                .toList();
    }

    /** The state as after a start. */
    private static SwarmState loaded(SwarmState state) {
        return new StoredState(
                        state.agents(),
                        state.tasksAfter(""),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        state.summary(),
                        StoredState.Unreadable.NONE)
                .at(state.swarm(), state.limits(), state.cursor());
    }

    @Test
    void questionWaitsUntilItIsAnswered() {
        scene.given(register("a1"), submit("t1"), claim("a1"), start("t1", "a1"));
        scene.given(new RequestInput("t1", "a1", null, json("\"Skip \\\"page\\\" 2?\\n\\u00fc\""), null));

        assertThat(entries())
                .containsExactly(new InboxEntry(Kind.QUESTION, "t1", "a1", Scene.NOON, "Skip \"page\" 2?\nü"));

        scene.given(new ProvideInput("t1", json("true"), Intervention.NONE));

        assertThat(entries()).isEmpty();
    }

    @Test
    void failedTaskWaitsUntilItIsTriedAgain() {
        scene.given(register("a1"));
        failForGood("t1");

        assertThat(entries()).containsExactly(new InboxEntry(Kind.FAILED, "t1", "a1", Scene.NOON, "it broke"));

        scene.given(new RetryTask("t1", Intervention.NONE));

        assertThat(entries()).isEmpty();
    }

    @Test
    void taskThatIsTriedAgainByItselfDoesNotWait() {
        scene.given(register("a1"), submit("t1"), claim("a1"), start("t1", "a1"), fail("t1", "a1", null));

        assertThat(entries()).isEmpty();
    }

    @Test
    void failedTaskIsShownForSevenDays() {
        scene.given(register("a1"));
        failForGood("t1");

        scene.later(Duration.ofDays(7));
        assertThat(entries()).hasSize(1);
        scene.later(Duration.ofMillis(1));
        assertThat(entries()).isEmpty();
    }

    @Test
    void onlyTheNewestFailedTasksOfASwarmAreShown() {
        scene.given(register("a1"));
        for (int n = 10; n < 35; n++) {
            failForGood("t" + n);
            scene.later(Duration.ofSeconds(1));
        }

        assertThat(entries())
                .hasSize(20)
                .extracting(InboxEntry::taskId)
                .startsWith("t15")
                .endsWith("t34");
        assertThat(InboxPage.newestFailed(scene.state(), scene.now())).isEqualTo(entries());
    }

    @Test
    void failedTaskThatIsForgottenIsNotShown() {
        scene.given(register("a1"));
        failForGood("t1");
        for (int n = 0; n < LIMITS.finishedTasks(); n++) {
            assertThat(entries()).hasSize(1);
            scene.given(submit("done" + n), claim("a1"), complete("done" + n, "a1", null));
        }

        assertThat(scene.state().task("t1")).isEmpty();
        assertThat(entries()).isEmpty();
    }

    @Test
    void wholeOfPartsIsOneEntry() {
        scene.given(register("a1"));
        scene.given(new SubmitTask("t1", "work", null, List.of(), 5, List.of(), null, null, null, null, 2));
        scene.given(claim("a1"), start("t1.1", "a1"), new FailTask("t1.1", "a1", null, null, false));

        assertThat(entries()).extracting(InboxEntry::taskId).containsExactly("t1");
    }

    @Test
    void longTextIsCutBetweenCharacters() {
        scene.given(register("a1"), submit("t1"), claim("a1"), start("t1", "a1"));
        scene.given(new RequestInput("t1", "a1", null, json('"' + "🐝".repeat(150) + '"'), null));

        assertThat(entries().get(0).text()).isEqualTo("🐝".repeat(99) + "…");
    }

    @Test
    void nothingIsKeptOfWhatNoPageWillShow() {
        scene.given(register("a1"));
        failForGood("t1");
        scene.later(Duration.ofDays(7)).later(Duration.ofMillis(1));

        assertThat(InboxPage.newestFailed(scene.state(), scene.now())).isEmpty();
    }

    @Test
    void swarmThatIsNotLoadedIsShownByWhatWasKeptOfIt() {
        scene.given(register("a1"));
        failForGood("t1");
        InboxPage whole = new InboxPage(InboxPlace.BEGIN, 10, scene.now());
        whole.add(scene.state());
        InboxPage kept = new InboxPage(InboxPlace.BEGIN, 10, scene.now());

        kept.add("default", scene.state().cursor(), InboxPage.newestFailed(scene.state(), scene.now()));

        assertThat(kept.items()).isNotEmpty().isEqualTo(whole.items());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1~a", "1~a~b~c", "1~a~-b", "99999999999999999999~a~b", "١~a~b", "1~~b"})
    void pageThatIsNoPlaceIsRefused(String text) {
        assertThat(Scene.rejectionOf(() -> InboxPlace.parse(text))).isEqualTo(ErrorCode.BAD_PARAMETER);
    }

    @Test
    void placeIsReadAsItWasWritten() {
        Stream.of(new InboxPlace(1_764_444_000_000L, "my.swarm", "t-1_2"), new InboxPlace(-5, "a", "b"))
                .forEach(place -> assertThat(InboxPlace.parse(place.toString())).isEqualTo(place));
    }
}
