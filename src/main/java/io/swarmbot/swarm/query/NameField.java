package io.swarmbot.swarm.query;

import io.swarmbot.swarm.AlertKind;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.text.WireNames;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A field of a task in which names stand. */
public enum NameField {
    /** The status, and {@value #OPEN} or {@value #FINISHED}, which stand for several. */
    STATUS,
    ID,
    TYPE,
    /** The agents that hold the task, or held it last. */
    AGENT,
    /** The capabilities that it requires. */
    REQUIRES,
    /** The tasks that it depends on. */
    DEPENDS_ON,
    /** The task of which it is a part. */
    PART_OF,
    /** What is wrong with it. */
    ALERT;

    static final String OPEN = "open";
    static final String FINISHED = "finished";

    private final String wireName = WireNames.of(this);

    static Optional<NameField> ofWireName(String name) {
        return WireNames.find(values(), name, NameField::wireName);
    }

    String wireName() {
        return wireName;
    }

    List<String> valuesOf(Task task) {
        return switch (this) {
            case STATUS -> List.of(task.status().wireName(), task.status().isFinished() ? FINISHED : OPEN);
            case ID -> List.of(task.id());
            case TYPE -> List.of(task.type());
            case AGENT -> task.assignedAgents();
            case REQUIRES -> task.requirements();
            case DEPENDS_ON -> task.dependencies();
            case PART_OF -> task.partOf() == null ? List.of() : List.of(task.partOf());
            case ALERT ->
                task.alert() == null ? List.of() : List.of(task.alert().wireName());
        };
    }

    /** The only names that may stand there; empty if any may. */
    List<String> names() {
        return switch (this) {
            case STATUS ->
                Stream.concat(Stream.of(TaskStatus.values()).map(TaskStatus::wireName), Stream.of(OPEN, FINISHED))
                        .toList();
            case ALERT -> Stream.of(AlertKind.values()).map(AlertKind::wireName).toList();
            default -> List.of();
        };
    }
}
