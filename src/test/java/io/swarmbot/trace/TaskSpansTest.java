package io.swarmbot.trace;

import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.swarmbot.command.CancelTask;
import io.swarmbot.command.Command;
import io.swarmbot.command.CompleteTask;
import io.swarmbot.command.Elapsed;
import io.swarmbot.command.FailTask;
import io.swarmbot.command.Intervention;
import io.swarmbot.command.RegisterAgent;
import io.swarmbot.command.RetryTask;
import io.swarmbot.command.Scene;
import io.swarmbot.command.StartTask;
import io.swarmbot.command.SweepTasks;
import io.swarmbot.command.WrappedCommand.Traced;
import io.swarmbot.swarm.Assignment;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Stamp;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What becomes of the events of tasks. The events are those of real commands. */
class TaskSpansTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SUBMITTER = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final String OF_AGENT = "00-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb-01";

    private final List<SpanData> ended = new ArrayList<>();
    private final Scene scene = new Scene();
    private TaskSpans spans = spans(100);

    private TaskSpans spans(int most) {
        SpanExporter list = new SpanExporter() {

            @Override
            public CompletableResultCode export(Collection<SpanData> some) {
                ended.addAll(some);
                return CompletableResultCode.ofSuccess();
            }

            @Override
            public CompletableResultCode flush() {
                return CompletableResultCode.ofSuccess();
            }

            @Override
            public CompletableResultCode shutdown() {
                return CompletableResultCode.ofSuccess();
            }
        };
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(list))
                .build();
        return new TaskSpans(provider.get("test"), most);
    }

    /** Does the commands one after the other, a second apart; all of them are one group. */
    private void given(Command... commands) {
        List<SwarmEvent> group = new ArrayList<>();
        for (Command command : commands) {
            scene.later(Duration.ofSeconds(1));
            group.addAll(scene.decide(command).events());
            scene.given(command);
        }
        spans.note(group);
    }

    private SpanData ended(String name) {
        return ended.stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not among " + ended));
    }

    private static Instant time(long nanos) {
        return Instant.EPOCH.plusNanos(nanos);
    }

    private static Command start(String task) {
        return new StartTask(task, "agent1", null);
    }

    private static Command complete(String task) {
        return new CompleteTask(task, "agent1", null, new Json("1"));
    }

    /** The pause of {@code t1} after its failed attempt is over; nothing else is due. */
    private static final class PauseIsOver implements Elapsed {

        @Override
        public Duration heard() {
            return Duration.ZERO;
        }

        @Override
        public Duration silence(String key) {
            return Duration.ZERO;
        }

        @Override
        public Duration inStatus(Task task) {
            return Duration.ZERO;
        }

        @Override
        public Duration idle(Task task) {
            return Duration.ZERO;
        }

        @Override
        public Collection<String> overPauses() {
            return List.of("t1");
        }
    }

    @Test
    void taskAndItsAttemptsAreOneTraceOfWhoeverSubmittedIt() {
        given(register("agent1"), new Traced(SUBMITTER, submit("t1")));
        Instant submitted = scene.now();
        given(new Traced(OF_AGENT, claim("agent1")), start("t1"));
        given(new FailTask("t1", "agent1", null, new Json("\"no page\""), true));
        scene.later(Duration.ofMinutes(1));
        given(new SweepTasks(new PauseIsOver(), task -> false));
        given(claim("agent1"), start("t1"), new Traced(OF_AGENT, complete("t1")));

        SpanData task = ended("task work");
        assertThat(ended).extracting(SpanData::getName).containsExactly("attempt 1", "attempt 2", "task work");
        assertThat(ended).extracting(SpanData::getTraceId).containsOnly(TRACE);
        assertThat(task.getParentSpanId()).isEqualTo("00f067aa0ba902b7");
        assertThat(time(task.getStartEpochNanos())).isEqualTo(submitted);
        assertThat(time(task.getEndEpochNanos())).isEqualTo(scene.now());
        assertThat(task.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        for (String name : List.of("attempt 1", "attempt 2")) {
            SpanData attempt = ended(name);
            assertThat(attempt.getParentSpanId()).isEqualTo(task.getSpanId());
            assertThat(attempt.getLinks())
                    .hasSize(1)
                    .allSatisfy(link ->
                            assertThat(link.getSpanContext().getSpanId()).isEqualTo("bbbbbbbbbbbbbbbb"));
            assertThat(attempt.getAttributes().toString()).contains("swarmbot.agents=[agent1]");
        }
        assertThat(ended("attempt 1").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(ended("attempt 1").getStatus().getDescription()).contains("no page");
        assertThat(TimeUnit.NANOSECONDS.toSeconds(ended("attempt 2").getStartEpochNanos()
                        - ended("attempt 1").getEndEpochNanos()))
                .as("seconds in which nobody had it")
                .isEqualTo(62);
    }

    @Test
    void taskOfNobodysTraceBeginsItsOwn() {
        given(register("agent1"), submit("t1"), submit("t2"));
        given(new CancelTask("t1", Intervention.NONE), new CancelTask("t2", Intervention.NONE));

        assertThat(ended).extracting(SpanData::getParentSpanId).containsOnly(SpanId.getInvalid());
        assertThat(ended).extracting(SpanData::getTraceId).doesNotHaveDuplicates();
    }

    @Test
    void traceOfTheNextCommandIsNotTaken() {
        given(register("agent1"), submit("t1"), new Traced(SUBMITTER, submit("t2")));
        given(new CancelTask("t1", Intervention.NONE));

        assertThat(ended("task work").getTraceId()).isNotEqualTo(TRACE);
    }

    @Test
    void traceOfASubmissionIsBehindTheAssignmentThatItMade() {
        given(
                new RegisterAgent("agent1", null, null, List.of(), Assignment.PUSH, 1, null),
                new Traced(SUBMITTER, submit("t1")));
        given(start("t1"), complete("t1"));

        assertThat(ended("task work").getParentSpanId()).isEqualTo("00f067aa0ba902b7");
    }

    @Test
    void claimInATraceDoesNotGiveItToTheTask() {
        given(register("agent1"), submit("t1"), new Traced(SUBMITTER, claim("agent1")), start("t1"), complete("t1"));

        assertThat(ended("task work").getTraceId()).isNotEqualTo(TRACE);
        assertThat(ended("attempt 1").getLinks()).hasSize(1);
    }

    @Test
    void retryAfterTheEndIsASpanOfItsOwn() {
        given(register("agent1"), submit("t1"), new CancelTask("t1", Intervention.NONE));
        given(new Traced(SUBMITTER, new RetryTask("t1", Intervention.NONE)));
        given(claim("agent1"), start("t1"), complete("t1"));

        assertThat(ended).extracting(SpanData::getName).containsExactly("task work", "attempt 1", "task work");
        assertThat(ended.get(2).getTraceId()).isEqualTo(TRACE);
    }

    /** Otherwise each replica would send all of them. */
    @Test
    void taskThatAnotherReplicaTookIsLeftOut() {
        scene.given(register("agent1"));
        List<SwarmEvent> elsewhere = scene.decide(submit("t1")).events().stream()
                .map(event -> event.with(notOfHere(event.stamp())))
                .toList();
        scene.given(submit("t1"));
        spans.note(elsewhere);

        given(claim("agent1"), start("t1"), complete("t1"));

        assertThat(ended).isEmpty();
    }

    private static Stamp notOfHere(Stamp stamp) {
        return new Stamp(stamp.swarm(), stamp.cursor(), stamp.timestamp(), false);
    }

    @Test
    void firstOfTooManyTasksIsForgotten() {
        spans = spans(2);
        given(submit("t1"), submit("t2"), submit("t3"));

        given(
                new CancelTask("t1", Intervention.NONE),
                new CancelTask("t2", Intervention.NONE),
                new CancelTask("t3", Intervention.NONE));

        assertThat(ended)
                .extracting(span -> span.getAttributes().toString())
                .satisfiesExactly(
                        second -> assertThat(second).contains("t2"),
                        third -> assertThat(third).contains("t3"));
    }
}
