package io.swarmbot.swarm;

/** The names of swarms, agents, tasks, types and capabilities: {@code [A-Za-z0-9][A-Za-z0-9._-]{0,63}}. */
public final class Identifiers {

    private static final int MAX_LENGTH = 64;
    private static final int SHOWN = 80;

    private Identifiers() {}

    /** Returns the identifier, or rejects it with {@code bad_identifier}. */
    public static String require(String what, String text) {
        if (!isValid(text)) {
            String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
            throw new Rejection(
                    ErrorCode.BAD_IDENTIFIER,
                    what + " '" + shown + "' is not of the form [A-Za-z0-9][A-Za-z0-9._-]{0,63}");
        }
        return text;
    }

    private static boolean isValid(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH || !isAlphanumeric(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isAlphanumeric(c) && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
