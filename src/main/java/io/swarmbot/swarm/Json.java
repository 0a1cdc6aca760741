package io.swarmbot.swarm;

/**
 * A JSON value that the domain carries without reading it: details, input, results.
 *
 * @param text well-formed and compact, with numbers as their sender wrote them
 */
public record Json(String text) {

    /** The size in bytes of UTF-8. */
    public int size() {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Each half of a surrogate pair is two of the pair's four bytes.
            length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return length;
    }
}
