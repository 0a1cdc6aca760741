package io.swarmbot.store;

/**
 * How much one read may return at most.
 *
 * @param entries at least 1
 * @param bytes limit for the sum of {@link LogEntry#footprint()}; the first entry is returned even if it alone is
 *     larger
 */
public record PageLimit(int entries, int bytes) {

    public PageLimit {
        if (entries < 1 || bytes < 1) {
            throw new IllegalArgumentException("a page has room for something: " + entries + ", " + bytes);
        }
    }
}
