package io.swarmbot.http;

import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.push.Admission;
import io.swarmbot.push.Hub;
import io.swarmbot.push.StreamRequest;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Checks a request before its stream opens, while a status code can still tell the client what is wrong. Thread-safe.
 */
@ApplicationScoped
public class StreamGate {

    /** How long a read with {@code at_least} waits until this replica has reached that cursor. */
    public static final Duration AT_LEAST_PATIENCE = Duration.ofSeconds(1);

    private static final String AT_LEAST = "at_least";

    private final SwarmCoordinator coordinator;
    private final Hub hub;
    private final GoingAway goingAway;

    StreamGate(SwarmCoordinator coordinator, Hub hub, GoingAway goingAway) {
        this.coordinator = coordinator;
        this.hub = hub;
        this.goingAway = goingAway;
    }

    /**
     * A stream that may be opened.
     *
     * @param admission of the stream; whoever does not open the stream releases it
     */
    public record Opening(StreamRequest request, Admission admission) {}

    /**
     * Checks the swarm and the parameters, and reads them. What is wrong for ever is told before what is only so now.
     *
     * @param transport of the stream
     * @param login how long the client may have the stream
     * @return fails with a {@link Rejection} if the stream cannot be opened
     */
    public CompletableFuture<Opening> check(
            String swarm,
            HttpServerRequest request,
            @Nullable String lastEventId,
            Admission.Transport transport,
            Admission.Login login) {
        try {
            Identifiers.require("swarm", swarm);
            QueryParameters.requireKnown(
                    request.params().names(),
                    name -> StreamRequest.PARAMETERS.contains(name)
                            || name.equals(AT_LEAST)
                            || name.equals(QueryParameters.TICKET)
                            || isOfPath(name, request));
            StreamRequest stream = StreamRequest.of(request::getParam, lastEventId);
            Cursor atLeast =
                    StreamRequest.cursor(AT_LEAST, request.getParam(AT_LEAST)).orElse(null);
            return check(swarm, stream, atLeast, transport, login);
        } catch (Rejection rejection) {
            return CompletableFuture.failedFuture(rejection);
        }
    }

    /**
     * Admits a session of Socket.IO, in which a stream may open later.
     *
     * @return its place; the caller releases it
     * @throws Rejection if there are too many streams and connections, or if the process is about to end
     */
    public Admission admitConnection() {
        goingAway.requireStaying();
        return hub.admit(Admission.Transport.SOCKETIO, Admission.Login.FOR_EVER);
    }

    /**
     * Checks a stream whose parameters were read already.
     *
     * @param atLeast the cursor that this replica must have reached; null for none
     * @param transport of the stream
     * @param login how long the client may have the stream
     * @return fails with a {@link Rejection} if the stream cannot be opened
     */
    public CompletableFuture<Opening> check(
            String swarm,
            StreamRequest stream,
            @Nullable Cursor atLeast,
            Admission.Transport transport,
            Admission.Login login) {
        try {
            Identifiers.require("swarm", swarm);
            goingAway.requireStaying();
            Opening opening = new Opening(stream, hub.admit(swarm, transport, login));
            CompletableFuture<Opening> checked = CompletableFuture.completedFuture(opening)
                    .thenCompose(asked -> atLeast == null
                            ? coordinator.view(swarm).thenApply(view -> asked)
                            : coordinator
                                    .stateAt(swarm, atLeast, AT_LEAST_PATIENCE)
                                    .thenApply(state -> asked));
            checked.whenComplete((asked, failure) -> {
                if (failure != null) {
                    opening.admission().release();
                }
            });
            return checked;
        } catch (Rejection rejection) {
            return CompletableFuture.failedFuture(rejection);
        }
    }

    /**
     * Checks a request for the stream of the inbox.
     *
     * @param login how long the client may have the stream
     * @return the admission of the stream; whoever does not open the stream releases it
     * @throws Rejection if the stream cannot be opened
     */
    public Admission checkInbox(HttpServerRequest request, Admission.Login login) {
        QueryParameters.requireKnown(request.params().names(), QueryParameters.TICKET::equals);
        goingAway.requireStaying();
        return hub.admit(Admission.Transport.SSE, login);
    }

    /**
     * Checks a request for a connection of a swarm on which files come and go.
     *
     * @param login how long the client may have the connection
     * @return the admission of the connection; whoever does not open it releases it
     * @throws Rejection if the connection cannot be opened
     */
    public Admission checkFiles(String swarm, HttpServerRequest request, Admission.Login login) {
        Identifiers.require("swarm", swarm);
        QueryParameters.requireKnown(
                request.params().names(), name -> name.equals(QueryParameters.TICKET) || isOfPath(name, request));
        goingAway.requireStaying();
        return hub.admit(swarm, Admission.Transport.FILES, login);
    }

    /** Whether this is the parameter that the router made of the path, and the query has none of its name. */
    private static boolean isOfPath(String name, HttpServerRequest request) {
        return name.equals("swarm") && request.params().getAll(name).size() == 1;
    }
}
