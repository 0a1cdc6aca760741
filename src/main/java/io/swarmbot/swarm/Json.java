package io.swarmbot.swarm;

/**
 * A JSON value that the domain carries and never looks into: details, input, results.
 *
 * @param text well-formed and compact, numbers as their sender wrote them; the wire package makes it so
 */
public record Json(String text) {

    /** Bytes in UTF-8. */
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
