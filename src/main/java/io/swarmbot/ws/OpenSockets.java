package io.swarmbot.ws;

import io.quarkus.runtime.ShutdownEvent;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.http.ClientSocket;
import io.swarmbot.http.GoingAway;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The sockets of open WebSockets. Before the application ends, it resets those whose clients have not answered the
 * closing handshake. The library would close them later, when its callbacks can only fail, and would log errors for
 * each of them.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class OpenSockets {

    /** After the library's own observer, which sends the close frames. */
    private static final int AFTER_THE_LIBRARY = Interceptor.Priority.PLATFORM_AFTER;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final int LOOK_MILLIS = 5;

    private final Ticker ticker;
    private final GoingAway goingAway;
    private final Set<ClientSocket> sockets = ConcurrentHashMap.newKeySet();

    OpenSockets(Ticker ticker, GoingAway goingAway) {
        this.ticker = ticker;
        this.goingAway = goingAway;
    }

    void add(ClientSocket socket) {
        if (sockets.add(socket)) {
            goingAway.opened();
        }
    }

    /** Removes a socket when its event loop has done all that belongs to its end. */
    void remove(ClientSocket socket) {
        socket.eventLoop().execute(() -> {
            if (sockets.remove(socket)) {
                goingAway.closed();
            }
        });
    }

    void reset(@Observes @Priority(AFTER_THE_LIBRARY) ShutdownEvent event) throws InterruptedException {
        long start = ticker.nanos();
        sockets.forEach(socket -> socket.eventLoop().execute(socket::reset));
        while (!sockets.isEmpty() && ticker.nanos() - start < LONGEST_WAIT.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }
}
