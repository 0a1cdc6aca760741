package io.swarmbot.store;

/**
 * How much one read may bring.
 *
 * @param entries at least 1
 * @param bytes of {@link LogEntry#footprint()}; the first entry comes even where it alone is larger
 */
public record PageLimit(int entries, int bytes) {

    public PageLimit {
        if (entries < 1 || bytes < 1) {
            throw new IllegalArgumentException("a page has room for something: " + entries + ", " + bytes);
        }
    }
}
