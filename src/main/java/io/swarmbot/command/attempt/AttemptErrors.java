package io.swarmbot.command.attempt;

import io.swarmbot.swarm.Json;

/** The {@code error} of a task whose attempt the service ended. The {@code code} in it is for programs. */
public final class AttemptErrors {

    public static final Json AGENT_LOST = of("agent_lost", "its agent fell silent");
    public static final Json AGENT_REMOVED = of("agent_removed", "its agent was taken out of the swarm");
    public static final Json LEASE_EXPIRED = of("lease_expired", "its agent said nothing of it for too long");
    public static final Json NOT_STARTED = of("not_started", "its agent did not start it in time");
    public static final Json TIMEOUT = of("timeout", "it ran for too long");
    public static final Json DEADLINE = of("deadline", "its deadline passed");
    public static final Json UNREADABLE = of("unreadable", "what was stored of it could not be read");
    public static final Json INPUT_TIMEOUT = of("input_timeout", "its question was not answered in time");

    private AttemptErrors() {}

    /** @param id of the part that failed */
    public static Json partFailed(String id) {
        return of("part_failed", "part " + id + " failed");
    }

    private static Json of(String code, String message) {
        return new Json("{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}");
    }
}
