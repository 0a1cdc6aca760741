package io.swarmbot.api;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toUnmodifiableMap;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.swarmbot.api.CommandPath.Body;
import io.swarmbot.http.PathSegments;
import io.swarmbot.wire.Fields;
import io.vertx.core.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The table of the paths that take one command each. Thread-safety: immutable. */
final class CommandPaths {

    /** Each path of the table begins so. */
    static final String ROOT = "/api/v1/swarms/";

    private static final String ONE_SWARM = ROOT + "{swarm}";
    private static final String AGENT = ONE_SWARM + "/agents/{agent}";
    private static final String TASKS = ONE_SWARM + "/tasks";
    private static final String TASK = TASKS + "/{task}";
    private static final String MESSAGES = ONE_SWARM + "/messages";

    static final List<CommandPath> TABLE = List.of(
            put(AGENT, "register_agent"),
            put(AGENT + "/status", "update_agent_status"),
            post(AGENT + "/heartbeat", "heartbeat", Body.OPTIONAL),
            post(AGENT + "/claim", "claim", Body.OPTIONAL).withQuery("wait").waiting(),
            post(AGENT + "/log", "append_log", Body.REQUIRED),
            post(AGENT + "/messages", "send_message", Body.REQUIRED),
            post(AGENT + "/pause", "pause_agent", Body.OPTIONAL),
            post(AGENT + "/resume", "resume_agent", Body.OPTIONAL),
            post(AGENT + "/drain", "drain_agent", Body.OPTIONAL),
            CommandPath.of(HttpMethod.DELETE, AGENT, "remove_agent", Body.NONE).withQuery("actor", "reason"),
            post(TASKS, "submit_task", Body.REQUIRED).renaming("id", "task_id").renaming("type", "task_type"),
            post(TASK + "/start", "start_task", Body.REQUIRED),
            post(TASK + "/progress", "report_progress", Body.REQUIRED),
            post(TASK + "/complete", "complete_task", Body.REQUIRED),
            post(TASK + "/fail", "fail_task", Body.REQUIRED),
            post(TASK + "/request-input", "request_input", Body.REQUIRED),
            post(TASK + "/provide-input", "provide_input", Body.REQUIRED),
            post(TASK + "/cancel", "cancel_task", Body.OPTIONAL),
            post(TASK + "/retry", "retry_task", Body.OPTIONAL),
            post(TASK + "/priority", "set_priority", Body.REQUIRED),
            post(TASK + "/reassign", "reassign_task", Body.OPTIONAL),
            post(TASK + "/messages", "send_message", Body.REQUIRED),
            post(MESSAGES, "send_message", Body.REQUIRED),
            post(MESSAGES + "/{message}/acknowledge", "acknowledge_message", Body.REQUIRED));

    /** Which segment of each path names the swarm. */
    private static final int SWARM = PathSegments.of(ROOT).size();

    /** The fields of commands that paths have. */
    private static final Map<String, String> FIELDS =
            Map.of("{agent}", "agent_id", "{task}", "task_id", "{message}", "message_id");

    private static final List<Place> PLACES =
            TABLE.stream().collect(groupingBy(CommandPath::template, LinkedHashMap::new, toList())).values().stream()
                    .map(Place::of)
                    .toList();

    private CommandPaths() {}

    private static CommandPath put(String template, String command) {
        return CommandPath.of(HttpMethod.PUT, template, command, Body.REQUIRED);
    }

    private static CommandPath post(String template, String command, Body body) {
        return CommandPath.of(HttpMethod.POST, template, command, body);
    }

    /**
     * A path with all that is commanded there.
     *
     * @param segments a template
     * @param route the path as the router writes it, by which metrics name it
     */
    private record Place(PathSegments segments, String route, Map<HttpMethod, CommandPath> commands) {

        static Place of(List<CommandPath> paths) {
            String template = paths.get(0).template();
            return new Place(
                    PathSegments.of(template),
                    template.replaceAll("\\{(\\w+)}", ":$1"),
                    paths.stream().collect(toUnmodifiableMap(CommandPath::method, path -> path)));
        }
    }

    /**
     * A path of the table with the values that one request has in it.
     *
     * <p>Thread-safety: immutable.
     */
    static final class Asked {

        private final Place place;
        private final PathSegments segments;

        private Asked(Place place, PathSegments segments) {
            this.place = place;
            this.segments = segments;
        }

        /** What the method does at this path; null if it gives no command. */
        @Nullable
        CommandPath by(HttpMethod method) {
            return place.commands().get(method);
        }

        /** The path with {@code :name} for what differs. */
        String route() {
            return place.route();
        }

        PathSegments segments() {
            return segments;
        }

        String swarm() {
            return decoded(segments.get(SWARM));
        }

        /** Adds the fields that the path has. */
        void addTo(Fields fields) {
            for (int i = 0; i < segments.size(); i++) {
                String field = FIELDS.get(place.segments().get(i));
                if (field != null) {
                    fields.with(field, decoded(segments.get(i)));
                }
            }
        }
    }

    /**
     * Finds the path that a request asks for.
     *
     * @return null if no command is given there
     */
    static @Nullable Asked find(String path) {
        PathSegments segments = PathSegments.of(path);
        for (Place place : PLACES) {
            if (place.segments().matches(segments)) {
                return new Asked(place, segments);
            }
        }
        return null;
    }

    private static String decoded(String segment) {
        return segment.indexOf('%') < 0 ? segment : new QueryStringDecoder(segment).path();
    }
}
