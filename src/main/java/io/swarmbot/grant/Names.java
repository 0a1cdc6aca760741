package io.swarmbot.grant;

/**
 * Which texts can be the name of a swarm or an agent: {@code [A-Za-z0-9][A-Za-z0-9._-]{0,63}}. The package
 * {@code swarm} has the same rule for all identifiers, and asks here.
 */
public final class Names {

    static final int MAX_LENGTH = 64;

    private Names() {}

    public static boolean isName(String text) {
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
