package io.swarmbot.access;

import java.util.Locale;

/** Why a login that was good is good no longer. */
enum EndOfLogin {
    EXPIRED,
    REVOKED,
    RIGHTS_CHANGED;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    String wireName() {
        return wireName;
    }
}
