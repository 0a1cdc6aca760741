package io.swarmbot.command;

import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.TaskRules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a command says, field by field, so that two commands can be compared. A field that says what would be true
 * without it is left out, as is null.
 */
public interface Meaning {

    Meaning put(String field, @Nullable String value);

    Meaning put(String field, List<String> values);

    /** A JSON value counts by what it means, not by how it is written. */
    Meaning put(String field, @Nullable Json value);

    /** @param usual what counts if the field says nothing */
    Meaning put(String field, @Nullable Duration value, Function<TaskRules, Duration> usual);

    /** @param usual what counts if the field says nothing */
    Meaning put(String field, @Nullable Integer value, Function<TaskRules, Integer> usual);

    default Meaning put(String field, @Nullable Integer value) {
        return put(field, value == null ? null : value.toString());
    }

    default Meaning put(String field, @Nullable Long value) {
        return put(field, value == null ? null : value.toString());
    }

    default Meaning put(String field, @Nullable Instant value) {
        return put(field, value == null ? null : value.toString());
    }

    /** A lease that is given, even as the configured default is, means something else than one that is not. */
    default Meaning put(Lease.Terms terms) {
        return putGiven("lease", terms.length()).putGiven("start_within", terms.startWithin());
    }

    private Meaning putGiven(String field, @Nullable Duration value) {
        return put(field, value == null ? null : value.toString());
    }

    default Meaning put(Intervention intervention) {
        return put("actor", intervention.actor())
                .put("reason", intervention.reason())
                .put("version", intervention.version());
    }
}
