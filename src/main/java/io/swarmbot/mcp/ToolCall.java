package io.swarmbot.mcp;

import io.swarmbot.access.Caller;
import io.swarmbot.command.Giver;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.Fields;
import io.swarmbot.wire.Times;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One call of a tool.
 *
 * @param arguments each is taken once
 * @param usualAgent the agent that is meant if the arguments name none; null if they must
 * @param traceparent the trace to which the call belongs; null for none
 * @param hurry if it completes, the call is answered with what there is then. If it is canceled, nobody waits any more
 */
record ToolCall(
        String swarm,
        Caller caller,
        Fields arguments,
        @Nullable String usualAgent,
        @Nullable String traceparent,
        CompletableFuture<Void> hurry) {

    /** The longest that a call waits (some clients give up after 60 s), and how long it waits if it does not say. */
    static final Duration LONGEST_WAIT = Duration.ofSeconds(45);

    Giver giver() {
        return caller.in(swarm);
    }

    /** The agent as which the caller works. */
    String agent() {
        String named = arguments.optionalString(Parameter.AGENT).orElse(usualAgent);
        if (named == null) {
            throw new Rejection(
                    ErrorCode.MISSING_FIELD,
                    "'agent' is missing: name yourself in each call, or in the address of this server (?agent=...)");
        }
        return Identifiers.require(Parameter.AGENT, named);
    }

    String task() {
        return Identifiers.require("task", arguments.string("task"));
    }

    /** How long to wait, within {@link #LONGEST_WAIT}. */
    Duration longest() {
        Duration wait = arguments
                .optionalString("wait")
                .map(text -> Times.duration(text)
                        .orElseThrow(() -> new Rejection(ErrorCode.BAD_FIELD, "wait is a duration such as 30s")))
                .orElse(LONGEST_WAIT);
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }
}
