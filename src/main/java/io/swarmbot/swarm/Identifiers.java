package io.swarmbot.swarm;

import io.swarmbot.grant.Names;

/** The names of swarms, agents, tasks, types and capabilities: {@code [A-Za-z0-9][A-Za-z0-9._-]{0,63}}. */
public final class Identifiers {

    private static final int SHOWN = 80;

    private Identifiers() {}

    /** Returns the identifier, or rejects it with {@code bad_identifier}. */
    public static String require(String what, String text) {
        if (!Names.isName(text)) {
            String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
            throw new Rejection(
                    ErrorCode.BAD_IDENTIFIER,
                    what + " '" + shown + "' is not of the form [A-Za-z0-9][A-Za-z0-9._-]{0,63}");
        }
        return text;
    }
}
