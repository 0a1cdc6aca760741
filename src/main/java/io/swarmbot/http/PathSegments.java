package io.swarmbot.http;

import java.util.ArrayList;
import java.util.List;

/**
 * The path of a request, or of a route in a table, cut at its slashes. Slashes that follow one another count as one,
 * and one at the end counts as none: nobody gets past a table with more of them. A segment stays as it was written,
 * with its percent-encoding.
 *
 * <p>Thread-safety: immutable.
 *
 * @param names the segments; in a template, one that begins with a brace stands for any one segment
 */
public record PathSegments(List<String> names) {

    private static final int USUAL_LENGTH = 8;

    public PathSegments {
        names = List.copyOf(names);
    }

    /** @param path without a query */
    public static PathSegments of(String path) {
        List<String> names = new ArrayList<>(USUAL_LENGTH);
        int from = 0;
        while (from < path.length()) {
            int to = path.indexOf('/', from);
            int end = to < 0 ? path.length() : to;
            if (end > from) {
                names.add(path.substring(from, end));
            }
            from = end + 1;
        }
        return new PathSegments(names);
    }

    public int size() {
        return names.size();
    }

    /** @throws IndexOutOfBoundsException if there is no such segment */
    public String get(int index) {
        return names.get(index);
    }

    /** Whether a path has a segment for each segment of this template, and no other. */
    public boolean matches(PathSegments asked) {
        if (size() != asked.size()) {
            return false;
        }
        // From the end, where the paths of one table differ.
        for (int i = size() - 1; i >= 0; i--) {
            String own = get(i);
            if (own.charAt(0) != '{' && !own.equals(asked.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether this path is the root or begins with it. */
    public boolean isBelow(PathSegments root) {
        return size() >= root.size() && names.subList(0, root.size()).equals(root.names);
    }

    /** The path with one slash before each segment. */
    @Override
    public String toString() {
        return "/" + String.join("/", names);
    }
}
