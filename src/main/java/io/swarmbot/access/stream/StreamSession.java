package io.swarmbot.access.stream;

import io.netty.channel.EventLoop;
import io.swarmbot.command.Command;
import io.swarmbot.command.Giver;
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
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One stream that takes commands, over whatever protocol: its subscription, and the commands whose answers its client
 * has not received yet.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
public final class StreamSession {

    /** Further commands are refused while so many are unanswered. */
    private static final int MAX_UNANSWERED = 64;

    /** The connection is ended if so many commands are unanswered: its client sends, and does not read. */
    private static final int END_UNANSWERED = 256;

    private final String swarm;
    private final SwarmCoordinator coordinator;
    private final Outlet outlet;
    private final EventLoop loop;
    private final StreamLogin login;
    private final Set<UnderWay> underWay = new HashSet<>();
    /** Answers that were ready before the stream was open. */
    private final List<Message> early = new ArrayList<>();

    private @Nullable Subscription subscription;
    /** Why the stream must end as soon as it is open; null if it need not. */
    private @Nullable CloseReason ending;

    private boolean isClosed;

    public StreamSession(String swarm, SwarmCoordinator coordinator, Outlet outlet, EventLoop loop, StreamLogin login) {
        this.login = login;
        this.swarm = swarm;
        this.coordinator = coordinator;
        this.outlet = outlet;
        this.loop = loop;
    }

    /** Opens the stream. If it cannot be opened, {@code refused} is told why, unless the session was closed before. */
    public void open(Hub hub, StreamRequest request, Admission admission, Consumer<Rejection> refused) {
        hub.open(swarm, request, admission, outlet, loop)
                .whenCompleteAsync(
                        (opened, failure) -> {
                            if (opened != null) {
                                opened(opened);
                            } else if (!isClosed) {
                                refused.accept(Problems.rejectionOf(failure));
                            }
                        },
                        loop);
    }

    private void opened(Subscription opened) {
        if (isClosed) {
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

    /**
     * Takes a message. If it is no command, an error goes back.
     *
     * @param reading reads the message of that giver
     * @param form the form that the protocol gives to the answer
     */
    public void take(Function<Giver, CommandMessage> reading, UnaryOperator<Message> form) {
        if (!admitMessage()) {
            return;
        }
        CommandMessage message = reading.apply(login.giver());
        try {
            if (message.renewal() != null) {
                renew(message.id(), message.renewal(), form);
                return;
            }
            Command command = message.command();
            if (unanswered() >= MAX_UNANSWERED) {
                throw new Rejection(
                        ErrorCode.TOO_MANY_IN_FLIGHT,
                        unanswered() + " commands are unanswered; " + MAX_UNANSWERED + " is the limit");
            }
            submit(message.id(), command, form);
        } catch (Rejection rejection) {
            answer(form.apply(StreamNotices.error(message.id(), rejection)));
        }
    }

    private void renew(@Nullable String id, String token, UnaryOperator<Message> form) {
        login.renew(token, loop).whenComplete((renewed, failure) -> {
            if (failure == null) {
                List.copyOf(underWay).forEach(each -> each.waitOnlyIfAllowedTo(login.giver()));
            }
            finish(id, failure == null ? StreamNotices.renewed(id) : null, failure, form);
        });
    }

    /** Ends the connection with that reason: nothing more can be taken from the peer. */
    public void end(CloseReason reason) {
        ending = reason;
        if (subscription != null) {
            subscription.end(reason, null);
        }
    }

    /** Ends the connection at once with that reason, whatever the peer has not taken yet. */
    public void cut(CloseReason reason) {
        if (subscription != null) {
            subscription.cut(reason);
        }
        close();
    }

    /** Withdraws the commands that are not decided yet, and ends the subscription: the connection is gone. */
    public void close() {
        isClosed = true;
        List.copyOf(underWay).forEach(UnderWay::withdraw);
        if (subscription != null) {
            subscription.close();
        }
    }

    private void submit(@Nullable String id, Command command, UnaryOperator<Message> form) {
        UnderWay given = new UnderWay(command, enough -> coordinator.submit(swarm, command, login.giver(), enough));
        underWay.add(given);
        given.answer()
                .whenCompleteAsync(
                        (done, failure) -> {
                            underWay.remove(given);
                            finish(id, done == null ? null : StreamNotices.ack(id, done), failure, form);
                        },
                        loop);
    }

    private void finish(@Nullable String id, @Nullable Message done, Throwable failure, UnaryOperator<Message> form) {
        if (!isClosed) {
            answer(form.apply(done != null ? done : StreamNotices.error(id, Problems.rejectionOf(failure))));
        }
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
