package io.swarmbot.access;

import io.swarmbot.text.WireNames;

/** Why a login that was good is good no longer. */
enum EndOfLogin {
    EXPIRED,
    REVOKED,
    RIGHTS_CHANGED;

    private final String wireName = WireNames.of(this);

    String wireName() {
        return wireName;
    }
}
