package io.swarmbot.push;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One of the streams and waiting polls that there may be at a time. It is taken when a request is checked, and given
 * back when the stream or poll has ended, or could not begin.
 *
 * <p>Thread-safety: any thread.
 */
public final class Admission {

    private final Places places;
    private final Transport transport;
    /** The login for which the place was taken. */
    private final Login placed;

    private volatile Login login;
    private final AtomicBoolean isReleased = new AtomicBoolean();
    private volatile @Nullable CloseReason reason;
    private volatile @Nullable Consumer<@Nullable CloseReason> listener;

    private Admission(Places places, Transport transport, Login login) {
        this.places = places;
        this.transport = transport;
        this.login = login;
        this.placed = login;
    }

    /** What takes a place. */
    public enum Transport {
        WEBSOCKET,
        SSE,
        POLL,
        /** A session of Socket.IO, whichever way its messages take. */
        SOCKETIO,
        /** A connection on which files come and go. */
        FILES
    }

    /** How long the client of a stream may have it. */
    public interface Login {

        /** Of a client that needs no login. */
        Login FOR_EVER = () -> null;

        /** Why the client may not have the stream any longer; null if it may. Quick; on the stream's event loop. */
        @Nullable
        String end();

        /**
         * Takes one of the streams that the client may have at a time. Each call that returns is followed by one of
         * {@link #givePlace}.
         *
         * @throws io.swarmbot.swarm.Rejection {@code too_many_open} if it has as many
         */
        default void takePlace() {}

        /** Gives it back. */
        default void givePlace() {}
    }

    /**
     * Takes one of so many; null if all are taken.
     *
     * @throws io.swarmbot.swarm.Rejection if the client may have no further one
     */
    static @Nullable Admission take(Places places, Transport transport, int limit, Login login) {
        if (!places.take(transport, limit)) {
            return null;
        }
        try {
            login.takePlace();
        } catch (RuntimeException refused) {
            places.give(transport);
            throw refused;
        }
        return new Admission(places, transport, login);
    }

    /** From now on the client has the stream for as long as this login says. */
    public void renew(Login newLogin) {
        login = newLogin;
    }

    /** Why the stream must end; null if it need not. */
    public @Nullable String end() {
        return login.end();
    }

    /** Notes why the service ends the stream, before it gives this back. */
    public void endFor(CloseReason why) {
        reason = why;
    }

    /**
     * Says who is told that the stream has ended, once and on any thread, with the reason; null if it was the client
     * that ended it. To be called before the stream opens.
     */
    public void whenReleased(Consumer<@Nullable CloseReason> told) {
        listener = told;
    }

    /** Gives it back. May be called any number of times. */
    public void release() {
        if (!isReleased.getAndSet(true)) {
            places.give(transport);
            Consumer<@Nullable CloseReason> told = listener;
            if (told != null) {
                told.accept(reason);
            }
            placed.givePlace();
        }
    }
}
