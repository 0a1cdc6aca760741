package io.swarmbot.http;

import io.swarmbot.push.Hub;
import io.swarmbot.push.StreamRequest;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmCoordinator;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What is checked before a stream opens, while the client can still be told by a status code. Thread-safe. */
@ApplicationScoped
public class StreamGate {

    /** How long a read waits for the cursor that it must have reached. */
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
     * Checks the swarm and the parameters.
     *
     * @param ownParameters what this transport takes besides the parameters of every stream
     * @return fails with a {@link Rejection} where the stream cannot be opened
     */
    public CompletableFuture<StreamRequest> check(
            String swarm, HttpServerRequest request, @Nullable String lastEventId, Set<String> ownParameters) {
        try {
            goingAway.refuse();
            hub.requireRoom();
            Identifiers.require("swarm", swarm);
            for (String name : request.params().names()) {
                boolean isKnown = StreamRequest.PARAMETERS.contains(name)
                        || ownParameters.contains(name)
                        || name.equals(AT_LEAST)
                        || name.equals("swarm");
                if (!isKnown) {
                    throw new Rejection(ErrorCode.UNKNOWN_PARAMETER, "parameter '" + name + "' is not known here");
                }
                if (request.params().getAll(name).size() > 1) {
                    throw new Rejection(ErrorCode.BAD_PARAMETER, "parameter '" + name + "' is there more than once");
                }
            }
            StreamRequest stream = StreamRequest.of(request::getParam, lastEventId);
            Cursor atLeast =
                    StreamRequest.cursor(AT_LEAST, request.getParam(AT_LEAST)).orElse(null);
            return atLeast == null
                    ? coordinator.view(swarm).thenApply(view -> stream)
                    : coordinator.stateAt(swarm, atLeast, AT_LEAST_PATIENCE).thenApply(state -> stream);
        } catch (Rejection rejection) {
            return CompletableFuture.failedFuture(rejection);
        }
    }
}
