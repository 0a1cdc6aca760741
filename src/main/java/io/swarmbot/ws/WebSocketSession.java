package io.swarmbot.ws;

import io.netty.channel.EventLoop;
import io.swarmbot.command.Command;
import io.swarmbot.command.Giver;
import io.swarmbot.command.Outcome;
import io.swarmbot.coordinator.Rejections;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.http.Problems;
import io.swarmbot.push.Admission;
import io.swarmbot.push.CloseReason;
import io.swarmbot.push.Hub;
import io.swarmbot.push.Outlet;
import io.swarmbot.push.StreamRequest;
import io.swarmbot.push.Subscription;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.CommandMessage;
import io.swarmbot.wire.Message;
import io.swarmbot.wire.StreamNotices;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket: its subscription, and the commands whose answers its client has not received yet.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
final class WebSocketSession {

    /** Further commands are refused while so many are unanswered. */
    private static final int MAX_UNANSWERED = 64;

    /** The connection is ended if so many commands are unanswered: its client sends, and does not read. */
    private static final int END_UNANSWERED = 256;

    private final String swarm;
    private final SwarmCoordinator coordinator;
    private final Outlet outlet;
    private final EventLoop loop;
    private final Giver giver;
    private final Set<CompletableFuture<Outcome.Committed>> underWay = new HashSet<>();
    /** Answers that were ready before the stream was open. */
    private final List<Message> early = new ArrayList<>();

    private @Nullable Subscription subscription;
    /** Why the stream must end as soon as it is open; null if it need not. */
    private @Nullable CloseReason ending;

    private boolean isClosed;

    WebSocketSession(String swarm, SwarmCoordinator coordinator, Outlet outlet, EventLoop loop, Giver giver) {
        this.giver = giver;
        this.swarm = swarm;
        this.coordinator = coordinator;
        this.outlet = outlet;
        this.loop = loop;
    }

    void open(Hub hub, StreamRequest request, Admission admission) {
        hub.open(swarm, request, admission, outlet, loop).whenCompleteAsync(this::opened, loop);
    }

    private void opened(@Nullable Subscription opened, @Nullable Throwable failure) {
        if (opened == null) {
            boolean isGone = Rejections.in(failure)
                    .filter(rejection -> rejection.code() == ErrorCode.UNKNOWN_SWARM)
                    .isPresent();
            outlet.close(isGone ? CloseReason.SWARM_GONE : CloseReason.FAILED);
        } else if (isClosed) {
            opened.close();
        } else {
            subscription = opened;
            early.forEach(opened::answer);
            early.clear();
            if (ending != null) {
                opened.end(ending, null);
            }
        }
    }

    /** Takes a message. If it is no command, an error goes back. */
    void take(String text) {
        if (!admitMessage()) {
            return;
        }
        CommandMessage message = CommandMessage.of(text, giver);
        try {
            Command command = message.command();
            if (unanswered() >= MAX_UNANSWERED) {
                throw new Rejection(
                        ErrorCode.TOO_MANY_IN_FLIGHT,
                        unanswered() + " commands are unanswered; " + MAX_UNANSWERED + " is the limit");
            }
            submit(message.id(), command);
        } catch (Rejection rejection) {
            answer(StreamNotices.error(message.id(), rejection));
        }
    }

    void takeBinary() {
        if (admitMessage()) {
            answer(StreamNotices.error(null, new Rejection(ErrorCode.NOT_TEXT, "commands are JSON in text messages")));
        }
    }

    /** Ends the connection with that reason: nothing more can be taken from the peer. */
    void end(CloseReason reason) {
        if (subscription != null) {
            subscription.end(reason, null);
        } else {
            ending = reason;
        }
    }

    /** Withdraws the commands that are not decided yet, and ends the subscription: the connection is gone. */
    void close() {
        isClosed = true;
        List.copyOf(underWay).forEach(answer -> answer.cancel(false));
        if (subscription != null) {
            subscription.close();
        }
    }

    @SuppressWarnings("CollectionUndefinedEquality") // Identity is meant.
    private void submit(@Nullable String id, Command command) {
        CompletableFuture<Outcome.Committed> answer = coordinator.submit(swarm, command);
        underWay.add(answer);
        answer.whenCompleteAsync(
                (done, failure) -> {
                    underWay.remove(answer);
                    if (!isClosed) {
                        answer(
                                done != null
                                        ? StreamNotices.ack(id, done)
                                        : StreamNotices.error(id, Problems.rejectionOf(failure)));
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

    /** Whether something more may be taken from this client. Ends the connection if too much is unanswered. */
    private boolean admitMessage() {
        if (isClosed || (subscription != null && subscription.isEnding())) {
            return false;
        }
        if (unanswered() < END_UNANSWERED) {
            return true;
        }
        if (subscription != null) {
            subscription.end(CloseReason.TOO_MANY_UNANSWERED, null);
        } else {
            outlet.reset();
        }
        return false;
    }
}
