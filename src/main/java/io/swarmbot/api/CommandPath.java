package io.swarmbot.api;

import io.swarmbot.wire.Fields;
import io.vertx.core.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A method of one path that gives a command, and where the fields of the command come from.
 *
 * @param template the path; a name in braces stands for any one segment
 * @param command the name of the command
 * @param body what the body of the request is
 * @param query the query parameters that are fields of the command; each may be missing
 * @param renames the fields of the body that the command has by another name
 * @param mayWait whether the command may be answered later than it is decided
 */
record CommandPath(
        HttpMethod method,
        String template,
        String command,
        Body body,
        List<String> query,
        Map<String, String> renames,
        boolean mayWait) {

    /** What the body of a request is. */
    enum Body {
        /** A JSON object. */
        REQUIRED {
            @Override
            Fields fields(byte[] bytes) {
                return Bodies.required(bytes);
            }
        },
        /** A JSON object, or nothing. */
        OPTIONAL {
            @Override
            Fields fields(byte[] bytes) {
                return Bodies.optional(bytes);
            }
        },
        /** Not looked at. */
        NONE {
            @Override
            Fields fields(byte[] bytes) {
                return Fields.none();
            }
        };

        abstract Fields fields(byte[] bytes);
    }

    static CommandPath of(HttpMethod method, String template, String command, Body body) {
        return new CommandPath(method, template, command, body, List.of(), Map.of(), false);
    }

    CommandPath withQuery(String... parameters) {
        return new CommandPath(method, template, command, body, List.of(parameters), renames, mayWait);
    }

    CommandPath renaming(String inBody, String inCommand) {
        Map<String, String> all = new LinkedHashMap<>(renames);
        all.put(inBody, inCommand);
        return new CommandPath(method, template, command, body, query, all, mayWait);
    }

    CommandPath waiting() {
        return new CommandPath(method, template, command, body, query, renames, true);
    }

    /**
     * The fields of the command.
     *
     * @param asked this path, with the values of the request
     * @param parameters of the query; null for one that is missing
     * @throws io.swarmbot.swarm.Rejection if the body is not what it must be, or has a field that stands elsewhere
     */
    Fields fields(CommandPaths.Asked asked, Function<String, @Nullable String> parameters, byte[] bytes) {
        Fields fields = body.fields(bytes);
        renames.forEach(fields::renamed);
        asked.addTo(fields);
        for (String name : query) {
            @Nullable String value = parameters.apply(name);
            if (value != null) {
                fields.with(name, value);
            }
        }
        return fields;
    }
}
