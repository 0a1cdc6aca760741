package io.swarmbot.access.stream;

import io.netty.channel.EventLoop;
import io.swarmbot.access.Caller;
import io.swarmbot.command.Giver;
import io.swarmbot.push.Admission;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.util.concurrent.CompletableFuture;

/**
 * The login of one stream that takes commands, which its client may renew.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
public final class StreamLogin {

    private final String swarm;
    private final Admission admission;
    private Caller caller;
    private Giver giver;
    private boolean isRenewing;

    /** @param admission of the stream, which lasts as long as the login */
    public StreamLogin(Caller caller, String swarm, Admission admission) {
        this.swarm = swarm;
        this.admission = admission;
        this.caller = caller;
        this.giver = caller.in(swarm);
    }

    /** Whose login it is now. */
    public Caller caller() {
        return caller;
    }

    /** Who gives the commands that come over the stream. */
    Giver giver() {
        return giver;
    }

    /**
     * Goes on with another token of the same principal.
     *
     * @return completes on the event loop; fails with a {@link Rejection}, and then the present login stays
     * @throws Rejection {@code too_many_in_flight} if the renewal before is not over; {@code rate_limited}
     */
    public CompletableFuture<Void> renew(String token, EventLoop loop) {
        if (isRenewing) {
            throw new Rejection(ErrorCode.TOO_MANY_IN_FLIGHT, "the renew before is not answered yet");
        }
        CompletableFuture<Caller> renewal = caller.renewed(token, swarm);
        isRenewing = true;
        return renewal.whenCompleteAsync((renewed, failure) -> isRenewing = false, loop)
                .thenAccept(renewed -> {
                    caller = renewed;
                    giver = renewed.in(swarm);
                    admission.renew(renewed.login());
                });
    }
}
