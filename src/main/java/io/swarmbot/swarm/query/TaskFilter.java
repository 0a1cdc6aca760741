package io.swarmbot.swarm.query;

import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.Task;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which tasks somebody means: those that meet all of the terms. Without a term it means every task.
 *
 * <p>Thread-safety: immutable.
 */
public record TaskFilter(List<Term> terms) {

    /** Characters of a query. */
    public static final int MOST_CHARACTERS = 1_000;

    /** Terms of a query. */
    public static final int MOST_TERMS = 32;

    /** Means every task. */
    public static final TaskFilter ALL = new TaskFilter(List.of());

    /**
     * One condition.
     *
     * @param isNegated whether the task must not meet it
     */
    public record Term(boolean isNegated, Condition condition) {

        boolean isMetBy(Task task, Instant now) {
            return condition.isMetBy(task, now) != isNegated;
        }

        @Override
        public String toString() {
            return isNegated ? "-" + condition : condition.toString();
        }
    }

    public TaskFilter {
        terms = List.copyOf(terms);
    }

    /**
     * Reads a query.
     *
     * @throws Rejection {@code bad_parameter} with the position, counted from 1, if it cannot be understood
     */
    public static TaskFilter parse(String query) {
        return new TaskFilter(new QueryReader(query).terms());
    }

    /**
     * Whether the task is meant.
     *
     * @param now the time up to which durations last
     */
    public boolean matches(Task task, Instant now) {
        for (Term term : terms) {
            if (!term.isMetBy(task, now)) {
                return false;
            }
        }
        return true;
    }

    /** The query. Read again it is equal to this. */
    @Override
    public String toString() {
        return terms.stream().map(Term::toString).collect(Collectors.joining(" "));
    }
}
