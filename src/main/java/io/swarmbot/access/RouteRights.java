package io.swarmbot.access;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.http.PathSegments;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table of what each route needs. It is the only place that says so: a path of the API that is not in it is not
 * there for anybody. Thread-safety: immutable.
 */
public final class RouteRights {

    /** Stands for the name of a swarm in a path. */
    static final String SWARM = "{swarm}";

    private static final String API = "/api/v1";
    private static final String ONE_SWARM = API + "/swarms/" + SWARM;
    private static final String INBOX_EVENTS = API + "/inbox/events";
    private static final String AGENT = ONE_SWARM + "/agents/{agent}";
    private static final String TASK = ONE_SWARM + "/tasks/{task}";
    private static final String FILES = ONE_SWARM + "/files";
    private static final String FILES_LIVE = FILES + "/live";
    private static final String FILE = FILES + "/{file}";

    /**
     * A route and what it needs.
     *
     * @param method of HTTP; a {@code HEAD} is a {@code GET}
     * @param segments of the path; a template
     */
    record Entry(String method, PathSegments segments, Need need) {

        Entry(String method, String path, Need need) {
            this(method, PathSegments.of(path), need);
        }
    }

    static final List<Entry> TABLE = List.of(
            new Entry("GET", API + "/transports", Need.PUBLIC),
            new Entry("GET", API + "/whoami", Need.LOGIN),
            new Entry("POST", API + "/session", Need.LOGIN),
            new Entry("DELETE", API + "/session", Need.LOGIN),
            // The caller must be able to view the swarm of the ticket.
            new Entry("POST", API + "/tickets", Need.LOGIN),
            new Entry("GET", API + "/tokens", Need.ADMINISTER_SOMETHING),
            new Entry("POST", API + "/tokens", Need.ADMINISTER_SOMETHING),
            // Everybody may end their own login.
            new Entry("DELETE", API + "/tokens/{token}", Need.LOGIN),
            new Entry("GET", API + "/swarms", Need.VIEW_SOMETHING),
            new Entry("GET", API + "/inbox", Need.STEER_SOMETHING),
            new Entry("GET", INBOX_EVENTS, Need.STEER_SOMETHING),
            new Entry("GET", ONE_SWARM, Need.VIEW),
            new Entry("PUT", ONE_SWARM, Need.ADMINISTER),
            new Entry("DELETE", ONE_SWARM, Need.ADMINISTER),
            new Entry("GET", ONE_SWARM + "/metrics", Need.VIEW),
            new Entry("GET", ONE_SWARM + "/backlog", Need.VIEW),
            new Entry("GET", ONE_SWARM + "/export", Need.VIEW),
            new Entry("GET", ONE_SWARM + "/events", Need.VIEW),
            new Entry("GET", ONE_SWARM + "/live", Need.VIEW),
            // Each command of a batch or a WebSocket needs its own right.
            new Entry("POST", ONE_SWARM + "/commands", Need.VIEW),
            new Entry("GET", ONE_SWARM + "/agents", Need.VIEW),
            new Entry("GET", AGENT, Need.VIEW),
            new Entry("PUT", AGENT, Need.WORK),
            new Entry("DELETE", AGENT, Need.LEAVE),
            new Entry("PUT", AGENT + "/status", Need.WORK),
            new Entry("POST", AGENT + "/heartbeat", Need.WORK),
            new Entry("POST", AGENT + "/claim", Need.WORK),
            new Entry("POST", AGENT + "/log", Need.WORK),
            new Entry("POST", AGENT + "/pause", Need.STEER),
            new Entry("POST", AGENT + "/resume", Need.STEER),
            new Entry("POST", AGENT + "/drain", Need.LEAVE),
            new Entry("GET", ONE_SWARM + "/tasks", Need.VIEW),
            new Entry("POST", ONE_SWARM + "/tasks", Need.SUBMIT),
            new Entry("GET", TASK, Need.VIEW),
            new Entry("GET", TASK + "/why", Need.VIEW),
            new Entry("POST", TASK + "/start", Need.WORK),
            new Entry("POST", TASK + "/progress", Need.WORK),
            new Entry("POST", TASK + "/complete", Need.WORK),
            new Entry("POST", TASK + "/fail", Need.WORK),
            new Entry("POST", TASK + "/request-input", Need.WORK),
            new Entry("POST", TASK + "/provide-input", Need.STEER),
            new Entry("POST", TASK + "/cancel", Need.STEER),
            new Entry("POST", TASK + "/retry", Need.STEER),
            new Entry("POST", TASK + "/priority", Need.STEER),
            new Entry("POST", TASK + "/reassign", Need.STEER),
            new Entry("POST", AGENT + "/messages", Need.SEND),
            new Entry("POST", TASK + "/messages", Need.SEND),
            new Entry("POST", ONE_SWARM + "/messages", Need.SEND),
            new Entry("GET", ONE_SWARM + "/messages/{message}", Need.VIEW),
            new Entry("POST", ONE_SWARM + "/messages/{message}/acknowledge", Need.WORK),
            new Entry("GET", FILES, Need.VIEW),
            new Entry("OPTIONS", FILES, Need.VIEW),
            new Entry("POST", FILES, Need.SHARE),
            // To upload needs the right to share, as over REST.
            new Entry("GET", FILES_LIVE, Need.VIEW),
            new Entry("GET", FILE, Need.VIEW),
            new Entry("PATCH", FILE, Need.SHARE),
            // To steer, or to be the one who shared it. The command knows who that was.
            new Entry("DELETE", FILE, Need.VIEW));

    private static final String SOCKETIO = "/socket.io";

    private static final String MCP = "/mcp";

    /** The routes of protocols that have a root of their own beside the API. */
    static final List<Entry> DOORS = List.of(
            // Each tool needs the right of its command, or of its view.
            new Entry("POST", MCP, Need.VIEW),
            new Entry("POST", MCP + "/" + SWARM, Need.VIEW),
            new Entry("GET", SOCKETIO, Need.LATER),
            new Entry("POST", SOCKETIO, Need.LATER));

    /** The same by method and number of segments, in the order of the table. */
    private static final Map<String, Map<Integer, List<Entry>>> BY_METHOD_AND_LENGTH = Stream.concat(
                    TABLE.stream(), DOORS.stream())
            .collect(groupingBy(
                    Entry::method, groupingBy(entry -> entry.segments().size())));

    private static final Set<String> TEMPLATES = Stream.concat(TABLE.stream(), DOORS.stream())
            .map(entry -> entry.segments().toString())
            .collect(toUnmodifiableSet());

    /** The health checks that an orchestrator asks. Without details they are for everybody. */
    private static final Set<PathSegments> PROBES = Set.of(
            PathSegments.of("/q/health"),
            PathSegments.of("/q/health/live"),
            PathSegments.of("/q/health/ready"),
            PathSegments.of("/q/health/started"));

    private static final Set<PathSegments> DESCRIPTIONS = Set.of(
            PathSegments.of("/q/openapi"),
            PathSegments.of("/q/openapi.json"),
            PathSegments.of("/q/openapi.yaml"),
            PathSegments.of("/q/openapi.yml"));

    private static final Set<PathSegments> STREAMS = Set.of(
            PathSegments.of(ONE_SWARM + "/events"),
            PathSegments.of(ONE_SWARM + "/live"),
            PathSegments.of(FILES_LIVE),
            PathSegments.of(INBOX_EVENTS));

    private static final PathSegments API_ROOT = PathSegments.of(API);
    private static final PathSegments MCP_ROOT = PathSegments.of(MCP);
    private static final PathSegments FRAMEWORK_ROOT = PathSegments.of("/q");

    private RouteRights() {}

    /** Whether this table says what the path needs. Other paths are pages, which everybody may see. */
    static boolean isGuarded(PathSegments segments) {
        return segments.isBelow(API_ROOT)
                || segments.isBelow(FRAMEWORK_ROOT)
                || DOORS.stream().anyMatch(entry -> segments.isBelow(entry.segments()));
    }

    /** Whether the path is one of the door for MCP. */
    static boolean isMcp(PathSegments segments) {
        return segments.isBelow(MCP_ROOT);
    }

    /** Whether that is the path of a route of this table, with its braces. */
    static boolean isTemplate(String path) {
        return TEMPLATES.contains(path);
    }

    /** Whether the path is one of the health checks. */
    static boolean isProbe(PathSegments segments) {
        return PROBES.contains(segments);
    }

    /** The entry for a request; empty if there is none. */
    static Optional<Entry> find(String method, PathSegments segments) {
        if (segments.isBelow(FRAMEWORK_ROOT)) {
            // What else the framework serves is for those who observe all.
            boolean isPublic = isProbe(segments) || DESCRIPTIONS.contains(segments);
            Need need = isPublic ? Need.PUBLIC : Need.OBSERVE_ALL;
            return Optional.of(new Entry(method, segments, need));
        }
        String asked = method.equals("HEAD") ? "GET" : method;
        Map<Integer, List<Entry>> byLength = BY_METHOD_AND_LENGTH.getOrDefault(asked, Map.of());
        for (Entry entry : byLength.getOrDefault(segments.size(), List.of())) {
            if (entry.segments().matches(segments)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /** The methods that the path takes; none if there is nothing at it. */
    public static SortedSet<String> methods(PathSegments segments) {
        SortedSet<String> methods = new TreeSet<>();
        for (List<Entry> entries : List.of(TABLE, DOORS)) {
            for (Entry entry : entries) {
                if (entry.segments().matches(segments)) {
                    methods.add(entry.method());
                }
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }

    /** The name of the swarm that the path names or stands for; null if it names none. */
    static @Nullable String swarmOf(Entry entry, PathSegments segments) {
        if (entry.segments().equals(MCP_ROOT)) {
            return SwarmCoordinator.DEFAULT_SWARM;
        }
        int index = entry.segments().names().indexOf(SWARM);
        return index < 0 ? null : segments.get(index);
    }

    /** Whether the route opens a stream or reads from one, so that a ticket is taken for it. */
    static boolean isStream(Entry entry) {
        return entry.method().equals("GET") && STREAMS.contains(entry.segments());
    }
}
