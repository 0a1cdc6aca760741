package io.swarmbot.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The table of what each route needs. It is the only place that says so: a path of the API that is not in it is not
 * there for anybody. Thread-safety: immutable.
 */
final class RouteRights {

    /** Stands for the name of a swarm in a path. */
    static final String SWARM = "{swarm}";

    private static final String API = "/api/v1";
    private static final String ONE_SWARM = API + "/swarms/" + SWARM;
    private static final String AGENT = ONE_SWARM + "/agents/{agent}";
    private static final String TASK = ONE_SWARM + "/tasks/{task}";

    /**
     * A route and what it needs.
     *
     * @param method of HTTP; a {@code HEAD} is a {@code GET}
     * @param segments of the path; one in braces stands for any one segment
     */
    record Entry(String method, List<String> segments, Need need) {

        Entry(String method, String path, Need need) {
            this(method, segmentsOf(path), need);
        }

        boolean matches(List<String> asked) {
            if (segments.size() != asked.size()) {
                return false;
            }
            for (int i = 0; i < asked.size(); i++) {
                String own = segments.get(i);
                if (!own.startsWith("{") && !own.equals(asked.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    static final List<Entry> TABLE = List.of(
            new Entry("GET", API + "/transports", Need.PUBLIC),
            new Entry("GET", API + "/whoami", Need.LOGIN),
            new Entry("GET", API + "/swarms", Need.VIEW_SOMETHING),
            new Entry("GET", ONE_SWARM, Need.VIEW),
            new Entry("PUT", ONE_SWARM, Need.ADMINISTER),
            new Entry("DELETE", ONE_SWARM, Need.ADMINISTER),
            new Entry("GET", ONE_SWARM + "/metrics", Need.VIEW),
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
            new Entry("POST", TASK + "/start", Need.WORK),
            new Entry("POST", TASK + "/progress", Need.WORK),
            new Entry("POST", TASK + "/complete", Need.WORK),
            new Entry("POST", TASK + "/fail", Need.WORK),
            new Entry("POST", TASK + "/request-input", Need.WORK),
            new Entry("POST", TASK + "/provide-input", Need.STEER),
            new Entry("POST", TASK + "/cancel", Need.STEER),
            new Entry("POST", TASK + "/retry", Need.STEER),
            new Entry("POST", TASK + "/priority", Need.STEER),
            new Entry("POST", TASK + "/reassign", Need.STEER));

    /** What the framework serves below {@code /q/} to everybody. The rest of it is for those who observe all. */
    private static final Set<List<String>> PUBLIC_PAGES = Set.of(
            segmentsOf("/q/health"),
            segmentsOf("/q/health/live"),
            segmentsOf("/q/health/ready"),
            segmentsOf("/q/health/started"),
            segmentsOf("/q/openapi"));

    private static final List<String> API_ROOT = segmentsOf(API);
    private static final List<String> FRAMEWORK_ROOT = segmentsOf("/q");

    private RouteRights() {}

    /** Whether this table says what the path needs. Other paths are pages, which everybody may see. */
    static boolean isGuarded(List<String> segments) {
        return isBelow(segments, API_ROOT) || isBelow(segments, FRAMEWORK_ROOT);
    }

    private static boolean isBelow(List<String> segments, List<String> root) {
        return segments.size() >= root.size()
                && segments.subList(0, root.size()).equals(root);
    }

    /** The entry for a request; empty if there is none. */
    static Optional<Entry> find(String method, List<String> segments) {
        if (isBelow(segments, FRAMEWORK_ROOT)) {
            Need need = PUBLIC_PAGES.contains(segments) ? Need.PUBLIC : Need.OBSERVE_ALL;
            return Optional.of(new Entry(method, segments, need));
        }
        String asked = method.equals("HEAD") ? "GET" : method;
        for (Entry entry : TABLE) {
            if (entry.method().equals(asked) && entry.matches(segments)) {
                return Optional.of(entry);
            }
        }
        return Optional.empty();
    }

    /** The methods that the path takes; none if there is nothing at it. */
    static SortedSet<String> methods(List<String> segments) {
        SortedSet<String> methods = new TreeSet<>();
        for (Entry entry : TABLE) {
            if (entry.matches(segments)) {
                methods.add(entry.method());
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        return methods;
    }

    /** The name of the swarm that the path names; null if it names none. */
    static @Nullable String swarmOf(Entry entry, List<String> segments) {
        int index = entry.segments().indexOf(SWARM);
        return index < 0 ? null : segments.get(index);
    }

    /**
     * The segments of a path, by which the table is asked. Slashes that follow one another count as one: nobody gets
     * past the table with more of them.
     */
    static List<String> segmentsOf(String path) {
        List<String> segments = new ArrayList<>(8);
        int from = 0;
        while (from < path.length()) {
            int to = path.indexOf('/', from);
            int end = to < 0 ? path.length() : to;
            if (end > from) {
                segments.add(path.substring(from, end));
            }
            from = end + 1;
        }
        return segments;
    }
}
