package io.swarmbot.grant;

import io.swarmbot.text.WireNames;

/** What a command or a route may need. */
public enum Right {
    /** To see the swarm at all. A swarm that a principal may not view does not exist for it. */
    VIEW,
    /** To submit tasks. */
    SUBMIT,
    /** To act as an agent. {@link Grant#letsWorkAs} says as which. */
    WORK,
    /** To intervene in what agents and tasks do. */
    STEER,
    /** To make and delete swarms and tokens. */
    ADMINISTER,
    /** To read metrics and the details of health. */
    OBSERVE;

    private final String wireName = WireNames.of(this);

    public String wireName() {
        return wireName;
    }
}
