package io.swarmbot.ws;

import io.netty.channel.EventLoop;
import io.swarmbot.http.Problems;
import io.swarmbot.push.CloseReason;
import io.swarmbot.push.Hub;
import io.swarmbot.push.Outlet;
import io.swarmbot.push.StreamRequest;
import io.swarmbot.push.Subscription;
import io.swarmbot.swarm.Answer;
import io.swarmbot.swarm.Command;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmCoordinator;
import io.swarmbot.wire.CommandMessage;
import io.swarmbot.wire.Message;
import io.swarmbot.wire.Notices;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket: its subscription, and the commands that it gave and whose answers it has not taken yet.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
final class LiveSession {

    /** Commands without an answer from which on further ones are refused. */
    private static final int MAX_UNANSWERED = 64;

    /** And from which on the connection is ended: it sends, and does not read. */
    private static final int END_UNANSWERED = 256;

    private final String swarm;
    private final SwarmCoordinator coordinator;
    private final Outlet outlet;
    private final EventLoop loop;
    private final Set<CompletableFuture<Answer>> underWay = new HashSet<>();
    /** Answers that were there before the stream was. */
    private final List<Message> early = new ArrayList<>();

    private @Nullable Subscription subscription;
    /** Why it is to end as soon as there is a stream. */
    private @Nullable CloseReason ending;

    private boolean isClosed;

    LiveSession(String swarm, SwarmCoordinator coordinator, Outlet outlet, EventLoop loop) {
        this.swarm = swarm;
        this.coordinator = coordinator;
        this.outlet = outlet;
        this.loop = loop;
    }

    void open(Hub hub, StreamRequest request) {
        hub.open(swarm, request, outlet, loop).whenCompleteAsync(this::opened, loop);
    }

    private void opened(@Nullable Subscription opened, @Nullable Throwable failure) {
        if (opened == null) {
            boolean isGone = Rejection.in(failure)
                    .filter(rejection -> rejection.code() == ErrorCode.UNKNOWN_SWARM)
                    .isPresent();
            outlet.close(isGone ? CloseReason.SWARM_GONE : CloseReason.FAILED);
        } else if (isClosed) {
            opened.closed();
        } else {
            subscription = opened;
            early.forEach(opened::answer);
            early.clear();
            if (ending != null) {
                opened.end(ending, null);
            }
        }
    }

    /** Takes a message: a command, or an error goes back. */
    void take(String text) {
        if (isOverrun()) {
            return;
        }
        CommandMessage message = CommandMessage.of(text);
        try {
            Command command = message.command();
            if (unanswered() >= MAX_UNANSWERED) {
                throw new Rejection(
                        ErrorCode.TOO_MANY_IN_FLIGHT,
                        unanswered() + " commands are unanswered; " + MAX_UNANSWERED + " is the limit");
            }
            give(message.id(), command);
        } catch (Rejection rejection) {
            answer(Notices.error(message.id(), rejection));
        }
    }

    void takeBinary() {
        if (!isOverrun()) {
            answer(Notices.error(null, new Rejection(ErrorCode.NOT_TEXT, "commands are JSON in text messages")));
        }
    }

    /** Nothing more comes from the peer that could be taken: the connection ends, with that reason. */
    void end(CloseReason reason) {
        if (subscription != null) {
            subscription.end(reason, null);
        } else {
            ending = reason;
        }
    }

    /** The connection is no more: what was not decided is withdrawn. */
    void closed() {
        isClosed = true;
        List.copyOf(underWay).forEach(answer -> answer.cancel(false));
        if (subscription != null) {
            subscription.closed();
        }
    }

    private void give(@Nullable String id, Command command) {
        CompletableFuture<Answer> answer = coordinator.submit(swarm, command);
        underWay.add(answer);
        answer.whenCompleteAsync(
                (done, failure) -> {
                    underWay.remove(answer);
                    if (!isClosed) {
                        answer(done != null ? Notices.ack(id, done) : Notices.error(id, Problems.rejectionOf(failure)));
                    }
                },
                loop);
    }

    private void answer(Message message) {
        if (subscription == null) {
            early.add(message);
        } else {
            subscription.answer(message);
        }
    }

    private int unanswered() {
        return underWay.size() + early.size() + (subscription == null ? 0 : subscription.unsentAnswers());
    }

    /** Whether nothing more is taken from this client. */
    private boolean isOverrun() {
        if (isClosed || (subscription != null && subscription.isEnding())) {
            return true;
        }
        if (unanswered() < END_UNANSWERED) {
            return false;
        }
        if (subscription != null) {
            subscription.end(CloseReason.TOO_MANY_UNANSWERED, null);
        } else {
            outlet.reset();
        }
        return true;
    }
}
