package io.swarmbot.grant;

/** How the text of a pattern is compared: a {@code *} at its end stands for any characters, also for none. */
final class Wildcard {

    private Wildcard() {}

    static boolean isAtTheEndOf(String pattern) {
        return pattern.endsWith("*");
    }

    /** The pattern without the {@code *} at its end. */
    static String stem(String pattern) {
        return isAtTheEndOf(pattern) ? pattern.substring(0, pattern.length() - 1) : pattern;
    }

    static boolean matches(String pattern, String name) {
        return isAtTheEndOf(pattern) ? name.regionMatches(0, pattern, 0, pattern.length() - 1) : name.equals(pattern);
    }

    /**
     * Whether the outer pattern matches each name that the inner one matches. As no stem has a {@code *}, it is enough
     * to take the inner pattern for a name: if the inner one is open, its {@code *} must be beyond the outer stem.
     */
    static boolean isWithin(String inner, String outer) {
        return matches(outer, inner);
    }
}
