package io.swarmbot.mcp;

import io.swarmbot.swarm.ErrorCode;

/** What a model can do after its call was refused, in one sentence. */
final class Advice {

    private Advice() {}

    static String of(ErrorCode code) {
        return switch (code) {
            case AGENT_PAUSED -> "Wait and call claim again later, or ask whoever paused it.";
            case NOT_ASSIGNED, WRONG_ATTEMPT -> "The task is no longer yours: stop working on it, and call claim.";
            case UNKNOWN_AGENT -> "Call join first.";
            case UNKNOWN_MESSAGE -> "Somebody has read it, or its time is over: go on.";
            case UNKNOWN_TASK -> "Call find to see which tasks there are.";
            case UNKNOWN_SWARM -> "The address of this server names the swarm: tell a person that it is not there.";
            case ILLEGAL_TRANSITION -> "Call look to see what became of the task.";
            case NOT_CAPABLE -> "Call join with the capabilities that you have.";
            case FORBIDDEN, UNAUTHENTICATED -> "You may not do this: do something else, or tell a person.";
            case TASK_EXISTS, KEY_REUSED -> "Call look to see whether it is the same task, or give another id.";
            case UNKNOWN_DEPENDENCY, DEPENDENCY_FAILED, DEPENDENCY_CYCLE -> "Call find, and name other tasks in after.";
            case TOO_BIG -> "Make it shorter.";
            case LIMIT_REACHED, TOO_MANY_OPEN, TOO_MANY_IN_FLIGHT -> "Finish something first, or wait.";
            case RATE_LIMITED, SWARM_BUSY, STORE_UNAVAILABLE, BEHIND, SHUTTING_DOWN, ISSUER_UNAVAILABLE ->
                "Wait a moment, and call it again in the same way.";
            case OUTCOME_UNKNOWN -> "It may have been done: call it again in the same way.";
            default -> "Call it in another way, or tell a person.";
        };
    }
}
