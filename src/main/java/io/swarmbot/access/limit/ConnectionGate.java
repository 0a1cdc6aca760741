package io.swarmbot.access.limit;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.AttributeKey;
import io.swarmbot.http.ClientSocket;
import io.swarmbot.http.EarlyRefusal;
import io.swarmbot.http.Exchange;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Limits the connections of one address. A connection counts from its first request on. What a trusted proxy forwards
 * is counted by the address that it names, and request by request, because a proxy sends the requests of many clients
 * over one connection. A stream is a request that lasts.
 *
 * <p>Thread-safety: any thread.
 */
@Singleton
public class ConnectionGate {

    private static final String WEBSOCKET = "websocket";

    /** Whether a connection counts for its address. */
    private static final AttributeKey<Boolean> COUNTED = AttributeKey.valueOf("swarmbot.counted");

    private final Places connections;

    public ConnectionGate(LimitSettings settings, MeterRegistry meters) {
        this.connections = new Places(
                "connections of this address are open, the limit of swarmbot.limits.per-address.connections",
                settings.perAddress().connections(),
                Refused.counter(meters, "address_connections"));
    }

    /** Lets a request go on, or answers it with {@code too_many_open}. */
    public void check(RoutingContext context) {
        HttpServerRequest request = context.request();
        ClientSocket socket = ClientSocket.of(request.connection());
        SocketAddress asking = request.remoteAddress();
        SocketAddress connected = request.connection().remoteAddress();
        // Two equal addresses have one name, which is made only if somebody has to be counted.
        if (!Objects.equals(asking, connected) && !Addresses.nameOf(asking).equals(Addresses.nameOf(connected))) {
            takeForRequest(context, Addresses.nameOf(asking), socket);
        } else if (isCounted(socket)) {
            context.next();
        } else {
            takeForConnection(context, Addresses.nameOf(asking), socket);
        }
    }

    /**
     * Takes a place for something that lasts longer than the request which begins it, and that has no connection of its
     * own.
     *
     * @return gives the place back; to be run once
     * @throws Rejection {@code too_many_open} if there is none
     */
    public Runnable takeForSession(HttpServerRequest request) {
        String address = Addresses.nameOf(request.remoteAddress());
        connections.take(address);
        return () -> connections.give(address);
    }

    private static boolean isCounted(ClientSocket socket) {
        return socket.kept(COUNTED).get() != null;
    }

    private void takeForConnection(RoutingContext context, String address, ClientSocket socket) {
        try {
            connections.take(address);
        } catch (Rejection full) {
            EarlyRefusal.sendAndClose(context, full);
            return;
        }
        socket.kept(COUNTED).set(true);
        socket.whenClosed(() -> connections.give(address));
        context.next();
    }

    private void takeForRequest(RoutingContext context, String address, ClientSocket socket) {
        try {
            connections.take(address);
        } catch (Rejection full) {
            EarlyRefusal.send(context, full);
            return;
        }
        AtomicBoolean isGiven = new AtomicBoolean();
        Runnable give = () -> {
            if (!isGiven.getAndSet(true)) {
                connections.give(address);
            }
        };
        if (context.request().headers().contains(HttpHeaders.UPGRADE, WEBSOCKET, true)) {
            // A WebSocket lasts as long as its connection, unless the answer is that there is none.
            socket.whenClosed(give);
            context.addEndHandler(ended -> {
                if (context.response().ended()) {
                    give.run();
                }
            });
        } else {
            Exchange.of(context).whenOver(give);
        }
        context.next();
    }
}
