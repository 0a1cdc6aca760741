package io.swarmbot.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.swarmbot.swarm.Attempt;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Stamp;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one task: one from its submission to its end, and below it one for each attempt. A span has the times of
 * the log, not those at which it was made. The trace of whoever submitted the task goes on; the traces of those who
 * work on it are links of their attempts.
 *
 * <p>Thread-safety: none; confined to one thread.
 */
final class TaskSpan {

    private static final AttributeKey<String> SWARM = AttributeKey.stringKey("swarmbot.swarm");
    private static final AttributeKey<String> TASK = AttributeKey.stringKey("swarmbot.task");
    private static final AttributeKey<String> TYPE = AttributeKey.stringKey("swarmbot.task.type");
    private static final AttributeKey<List<String>> AGENTS = AttributeKey.stringArrayKey("swarmbot.agents");
    private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("swarmbot.attempt");
    private static final AttributeKey<String> TEXT = AttributeKey.stringKey("swarmbot.text");

    /** Longer texts of agents are cut: a collector is no store of results. */
    private static final int MAX_TEXT = 500;

    private static final TextMapGetter<String> TRACEPARENT = new TextMapGetter<>() {

        @Override
        public Iterable<String> keys(String traceparent) {
            return List.of("traceparent");
        }

        @Override
        public @Nullable String get(@Nullable String traceparent, String key) {
            return key.equals("traceparent") ? traceparent : null;
        }
    };

    private final Tracer tracer;
    private final Span task;
    private final Context context;
    private @Nullable Span attempt;
    private int number;
    /** To what the present attempt is linked. */
    private final Set<SpanContext> linked = new HashSet<>();

    private TaskSpan(Tracer tracer, Span task) {
        this.tracer = tracer;
        this.task = task;
        this.context = Context.root().with(task);
    }

    /** @param traceparent of the command that submitted the task; null if it belongs to no trace */
    static TaskSpan begin(Tracer tracer, Stamp stamp, Task task, @Nullable String traceparent) {
        Span span = tracer.spanBuilder("task " + task.type())
                .setSpanKind(SpanKind.CONSUMER)
                .setParent(contextOf(traceparent))
                .setStartTimestamp(stamp.timestamp())
                .setAttribute(SWARM, stamp.swarm())
                .setAttribute(TASK, task.id())
                .setAttribute(TYPE, task.type())
                .startSpan();
        return new TaskSpan(tracer, span);
    }

    private static Context contextOf(@Nullable String traceparent) {
        return traceparent == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, TRACEPARENT);
    }

    /**
     * The task has that status now.
     *
     * @param traceparent of the command that did it; null if it belongs to no trace
     */
    void change(Stamp stamp, TaskStatus status, Attempt present, @Nullable String traceparent) {
        if (status.isHeld()) {
            work(stamp, status, present);
            link(traceparent);
        } else {
            link(traceparent);
            endAttempt(stamp, status == TaskStatus.PENDING ? TaskStatus.FAILED : status, present.error());
        }
        if (status.isFinished()) {
            end(task, stamp, status, present.error());
        }
    }

    private void work(Stamp stamp, TaskStatus status, Attempt present) {
        if (attempt == null || number != present.number()) {
            endAttempt(stamp, TaskStatus.CANCELED, null);
            number = present.number();
            linked.clear();
            attempt = tracer.spanBuilder("attempt " + number)
                    .setParent(context)
                    .setStartTimestamp(stamp.timestamp())
                    .setAttribute(AGENTS, present.assignedAgents())
                    .setAttribute(ATTEMPT, (long) number)
                    .startSpan();
        }
        attempt.addEvent(status.wireName(), stamp.timestamp());
    }

    private void link(@Nullable String traceparent) {
        SpanContext other = Span.fromContext(contextOf(traceparent)).getSpanContext();
        if (attempt != null && other.isValid() && linked.add(other)) {
            attempt.addLink(other);
        }
    }

    private void endAttempt(Stamp stamp, TaskStatus status, @Nullable Json error) {
        if (attempt != null) {
            end(attempt, stamp, status, error);
            attempt = null;
        }
    }

    private static void end(Span span, Stamp stamp, TaskStatus status, @Nullable Json error) {
        if (status == TaskStatus.FAILED) {
            span.setStatus(StatusCode.ERROR, error == null ? "" : cut(error.text()));
        } else if (status == TaskStatus.CANCELED) {
            span.addEvent(status.wireName(), stamp.timestamp());
        }
        span.end(stamp.timestamp());
    }

    /** Something was said of the task, or of the present attempt if there is one. */
    void tell(Stamp stamp, String what, @Nullable String text) {
        Attributes attributes = text == null ? Attributes.empty() : Attributes.of(TEXT, cut(text));
        (attempt == null ? task : attempt).addEvent(what, attributes, stamp.timestamp());
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }
}
