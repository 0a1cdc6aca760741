package io.swarmbot.files;

import io.swarmbot.access.stream.StreamLogin;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.http.ClientSocket;
import io.swarmbot.http.GoingAway;
import io.swarmbot.push.Admission;
import io.swarmbot.push.CloseReason;
import io.swarmbot.push.Farewell;
import io.swarmbot.push.Hub;
import io.swarmbot.push.PushSettings;
import io.vertx.core.http.ServerWebSocket;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The WebSockets on which files come and go, and what all of them need.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class FileConnections {

    private final NewUploads newUploads;
    private final Uploads uploads;
    private final SharedFiles files;
    private final PushSettings settings;
    private final Hub hub;
    private final GoingAway goingAway;
    private final Ticker ticker;
    private final Set<FileConnection> connections = ConcurrentHashMap.newKeySet();

    FileConnections(
            NewUploads newUploads,
            Uploads uploads,
            SharedFiles files,
            PushSettings settings,
            Hub hub,
            GoingAway goingAway,
            Ticker ticker) {
        this.newUploads = newUploads;
        this.uploads = uploads;
        this.files = files;
        this.settings = settings;
        this.hub = hub;
        this.goingAway = goingAway;
        this.ticker = ticker;
    }

    /** Opens a connection. On its event loop, right after the upgrade. */
    void open(ServerWebSocket webSocket, ClientSocket socket, String swarm, StreamLogin login, Admission admission) {
        FileLine line = new FileLine(webSocket, socket, ticker, settings);
        FileConnection connection = new FileConnection(this, line, swarm, login, admission);
        connections.add(connection);
        goingAway.opened();
        webSocket.textMessageHandler(connection::text);
        webSocket.binaryMessageHandler(connection::binary);
        // The line broke, or the peer broke the protocol. The close handler is called next, and does the rest.
        webSocket.exceptionHandler(broken -> {});
        webSocket.closeHandler(closed -> {
            if (connections.remove(connection)) {
                connection.close();
                goingAway.closed();
            }
        });
        socket.readStepwise(ticker);
        socket.stopIdleWatch();
        socket.guardFrames(FileConnection.MAX_MESSAGE_BYTES, reason -> connection.end(reason, null));
        connection.open();
    }

    /** Tells every client to come back, and ends its connection. What came of its uploads is kept. */
    void sendAway(@Observes Farewell farewell) {
        connections.forEach(each -> each.sendAway(farewell));
    }

    void reportEnded(CloseReason reason) {
        hub.reportEnded("files", reason);
    }

    NewUploads newUploads() {
        return newUploads;
    }

    Uploads uploads() {
        return uploads;
    }

    SharedFiles files() {
        return files;
    }

    PushSettings settings() {
        return settings;
    }

    Ticker ticker() {
        return ticker;
    }
}
