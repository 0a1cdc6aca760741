package io.swarmbot.swarm.query;

import io.swarmbot.swarm.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a task must be.
 *
 * <p>Thread-safety: immutable. {@code toString} gives the text of which the condition is read again.
 */
public sealed interface Condition {

    /** Whether the task meets it at that time. */
    boolean isMetBy(Task task, Instant now);

    /**
     * The task has one of these names in that field.
     *
     * @param names a name, or the beginning of one with {@code *} at its end
     */
    record OneOf(NameField field, List<String> names) implements Condition {

        public OneOf {
            names = List.copyOf(names);
        }

        @Override
        public boolean isMetBy(Task task, Instant now) {
            for (String value : field.valuesOf(task)) {
                for (String name : names) {
                    if (isMatch(name, value)) {
                        return true;
                    }
                }
            }
            return false;
        }

        private static boolean isMatch(String pattern, String value) {
            int last = pattern.length() - 1;
            return pattern.charAt(last) == '*' ? value.regionMatches(0, pattern, 0, last) : value.equals(pattern);
        }

        @Override
        public String toString() {
            return field.wireName() + ":" + String.join(",", names);
        }
    }

    /** The number in that field compares so with that one. A task without the number does not meet it. */
    record Compared(NumberField field, Operator operator, int number) implements Condition {

        @Override
        public boolean isMetBy(Task task, Instant now) {
            Integer value = field.valueOf(task);
            return value != null && operator.holds(value.compareTo(number));
        }

        @Override
        public String toString() {
            return field.wireName() + operator + number;
        }
    }

    /** The time since what that field names compares so with the duration. It is not met if that has not happened. */
    record Lasting(TimeField field, Operator operator, Duration duration) implements Condition {

        @Override
        public boolean isMetBy(Task task, Instant now) {
            Instant since = field.sinceOf(task);
            return since != null
                    && operator.holds(
                            Long.compare(Math.max(0, now.toEpochMilli() - since.toEpochMilli()), duration.toMillis()));
        }

        @Override
        public String toString() {
            return field.wireName() + operator + Durations.write(duration);
        }
    }

    /** Somewhere in the task are these words, whether in capitals or not. */
    record Containing(String text) implements Condition {

        @Override
        public boolean isMetBy(Task task, Instant now) {
            return isIn(task.id())
                    || isIn(task.type())
                    || isIn(task.description())
                    || isIn(task.attempt().message())
                    || task.assignedAgents().stream().anyMatch(this::isIn)
                    || (task.attempt().error() != null
                            && isIn(task.attempt().error().text()));
        }

        private boolean isIn(@Nullable String whole) {
            if (whole == null) {
                return false;
            }
            for (int at = whole.length() - text.length(); at >= 0; at--) {
                if (whole.regionMatches(true, at, text, 0, text.length())) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public String toString() {
            return QueryReader.isPlain(text)
                    ? text
                    : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }
    }
}
