package io.swarmbot.http;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The checks of query parameters. */
public final class QueryParameters {

    /** The parameter that lets a client in which can set no header. */
    public static final String TICKET = "ticket";

    private static final Set<String> CURSORS = Set.of("after", "at_least");

    /** The other parameters that mean nothing without a value. */
    private static final Set<String> VALUED = Set.of(
            "snapshot", "types", "agent", "task", "max_rate", "format", "wait", "limit", "status", "page", "view", "q");

    private QueryParameters() {}

    /**
     * Refuses a parameter that is not known.
     *
     * @throws Rejection {@code unknown_parameter}
     */
    public static void requireKnown(Collection<String> names, Predicate<String> isKnown) {
        for (String name : names) {
            if (!isKnown.test(name)) {
                throw new Rejection(ErrorCode.UNKNOWN_PARAMETER, "parameter '" + name + "' is not known here");
            }
        }
    }

    /** The value of a parameter; null if there is none, or an empty one, which says as little. */
    public static @Nullable String value(RoutingContext context, String name) {
        String value =
                context.request().query() == null ? null : context.queryParams().get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /**
     * Refuses a parameter that is there more than once, and one that needs a value and has none. The framework takes an
     * empty value for none at all, so that an empty {@code at_least} would read without it.
     *
     * @throws Rejection {@code bad_parameter}, or {@code bad_cursor} for a cursor
     */
    static void requireSingleWithValue(Map<String, List<String>> parameters) {
        parameters.forEach((name, values) -> {
            if (values.size() > 1) {
                throw new Rejection(ErrorCode.BAD_PARAMETER, "parameter '" + name + "' is there more than once");
            }
            if (values.get(0).isEmpty() && (CURSORS.contains(name) || VALUED.contains(name))) {
                throw new Rejection(
                        CURSORS.contains(name) ? ErrorCode.BAD_CURSOR : ErrorCode.BAD_PARAMETER,
                        "parameter '" + name + "' has no value");
            }
        });
    }
}
