package io.swarmbot.trace;

import io.opentelemetry.api.trace.Tracer;
import io.swarmbot.swarm.AgentEvent;
import io.swarmbot.swarm.Attempt;
import io.swarmbot.swarm.Stamp;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskEvent;
import io.swarmbot.swarm.TaskEvent.Alert;
import io.swarmbot.swarm.TaskEvent.TaskAssigned;
import io.swarmbot.swarm.TaskEvent.TaskProgressed;
import io.swarmbot.swarm.TaskEvent.TaskStatusChanged;
import io.swarmbot.swarm.TaskEvent.TaskSubmitted;
import io.swarmbot.swarm.TaskEvent.TaskUpdated;
import io.swarmbot.swarm.TaskStatus;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes spans of the events of tasks. The replica that committed the submission of a task, or its retry after its end,
 * has its spans; others leave it out.
 *
 * <p>Thread-safety: none; confined to one thread.
 */
final class TaskSpans {

    private final Tracer tracer;
    private final int most;
    /** The tasks that have not ended, in the order in which they were submitted. */
    private final Map<Key, TaskSpan> open = new LinkedHashMap<>();

    private record Key(String swarm, String task) {}

    /** @param most how many tasks are traced at a time; the first of more is forgotten, with its spans */
    TaskSpans(Tracer tracer, int most) {
        this.tracer = tracer;
        this.most = most;
    }

    /** Takes the events of one committed group, all of them and in their order. */
    void note(List<SwarmEvent> events) {
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i) instanceof TaskEvent event) {
                note(event, traceparentOf(event, events.subList(i, events.size())));
            }
        }
    }

    private void note(TaskEvent event, @Nullable String traceparent) {
        if (event instanceof TaskSubmitted submitted) {
            begin(event.stamp(), submitted.task(), traceparent);
        } else if (event instanceof TaskUpdated updated) {
            if (updated.previousStatus().isFinished()) {
                begin(event.stamp(), updated.task(), traceparent);
            } else {
                change(event, updated.task().status(), updated.task().attempt(), traceparent);
            }
        } else if (event instanceof TaskAssigned assigned) {
            change(event, assigned.task().status(), assigned.task().attempt(), traceparent);
        } else if (event instanceof TaskStatusChanged changed) {
            change(event, changed.status(), changed.attempt(), traceparent);
        } else {
            tell(event);
        }
    }

    private void begin(Stamp stamp, Task task, @Nullable String traceparent) {
        if (stamp.local()) {
            open.put(new Key(stamp.swarm(), task.id()), TaskSpan.begin(tracer, stamp, task, traceparent));
            if (open.size() > most) {
                Iterator<TaskSpan> spans = open.values().iterator();
                spans.next();
                spans.remove();
            }
        }
    }

    /**
     * The trace of the command that made the event. It is on the last event of the command: a task that is submitted
     * may be assigned at once, and an agent that takes or ends a task changes, too.
     *
     * @param rest the event and those behind it
     */
    private static @Nullable String traceparentOf(TaskEvent first, List<SwarmEvent> rest) {
        String agent = first.agentId();
        for (SwarmEvent event : rest) {
            if (event instanceof TaskAssigned assigned && assigned.taskId().equals(first.taskId())) {
                agent = assigned.agentId();
            } else if (event != first
                    && !(event instanceof AgentEvent ofAgent
                            && ofAgent.agentId().equals(agent))) {
                return null;
            }
            if (event.stamp().traceparent() != null) {
                return event.stamp().traceparent();
            }
        }
        return null;
    }

    private void change(TaskEvent event, TaskStatus status, Attempt attempt, @Nullable String traceparent) {
        TaskSpan span = find(event);
        if (span != null) {
            span.change(event.stamp(), status, attempt, traceparent);
            if (status.isFinished()) {
                open.remove(new Key(event.stamp().swarm(), event.taskId()));
            }
        }
    }

    private void tell(TaskEvent event) {
        TaskSpan span = find(event);
        if (span == null) {
            return;
        }
        if (event instanceof TaskProgressed progressed) {
            span.tell(event.stamp(), "progress", progressed.message());
        } else if (event instanceof Alert alert) {
            span.tell(event.stamp(), alert.alert() == null ? "alert over" : "alert", alert.detail());
        }
    }

    private @Nullable TaskSpan find(TaskEvent event) {
        return open.get(new Key(event.stamp().swarm(), event.taskId()));
    }
}
