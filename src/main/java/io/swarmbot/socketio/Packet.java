package io.swarmbot.socketio;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A packet of Socket.IO from a client.
 *
 * @param attachments how many binary messages follow
 * @param acknowledgement the id with which the client wants an answer; null if it wants none
 * @param json what is behind; may be empty
 */
record Packet(
        Type type,
        int attachments,
        String namespace,
        @Nullable String acknowledgement,
        String json) {

    /** The namespace that there is. */
    static final String MAIN = "/";

    private static final int MAX_NAMESPACE = 128;

    /** More than any id that counts up, and exact as a JavaScript number. */
    private static final String ACKNOWLEDGEMENT = "(\\d{1,15})?";

    /** Type, attachments, namespace up to its comma, id, JSON. */
    private static final Pattern FORM = Pattern.compile(
            "([0-6])(?:(\\d{1,2})-)?(?:(/[^,\\x00-\\x20\"\\\\]{0," + MAX_NAMESPACE + "})(?:,|$))?" + ACKNOWLEDGEMENT
                    + "([\\[{].*)?",
            Pattern.DOTALL);

    /** The types, each at its number. */
    enum Type {
        CONNECT,
        DISCONNECT,
        EVENT,
        ACK,
        CONNECT_ERROR,
        BINARY_EVENT,
        BINARY_ACK;

        boolean isBinary() {
            return this == BINARY_EVENT || this == BINARY_ACK;
        }

        private boolean isLegal(String json) {
            return switch (this) {
                case CONNECT -> json.isEmpty() || json.startsWith("{");
                case DISCONNECT -> json.isEmpty();
                case EVENT, ACK, BINARY_EVENT, BINARY_ACK -> json.startsWith("[");
                case CONNECT_ERROR -> false;
            };
        }
    }

    /** Reads a packet; empty if it has no form that a client may send. */
    static Optional<Packet> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        Type type = Type.values()[form.group(1).charAt(0) - '0'];
        String json = form.group(5) == null ? "" : form.group(5);
        int attachments = form.group(2) == null ? 0 : Integer.parseInt(form.group(2));
        boolean isLegal = type.isLegal(json) && type.isBinary() == (form.group(2) != null);
        return isLegal
                ? Optional.of(new Packet(
                        type, attachments, form.group(3) == null ? MAIN : form.group(3), form.group(4), json))
                : Optional.empty();
    }
}
