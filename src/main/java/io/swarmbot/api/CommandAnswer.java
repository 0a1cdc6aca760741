package io.swarmbot.api;

import io.swarmbot.command.Outcome;
import io.swarmbot.command.Reply;
import io.swarmbot.http.CursorHeader;
import io.swarmbot.wire.ReplyJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/**
 * Answers a command that was done: the status, the cursor, and the entity with its version and place.
 *
 * <p>Thread-safety: immutable.
 */
final class CommandAnswer implements Reply.Cases<HttpServerResponse, @Nullable Void, RuntimeException> {

    private static final String REPLAYED_HEADER = "Idempotency-Replayed";
    private static final int NO_CONTENT = 204;

    private final String swarm;

    /** @param swarm to which the command was given */
    CommandAnswer(String swarm) {
        this.swarm = swarm;
    }

    /** Sends the answer, unless the client is gone. */
    void send(HttpServerResponse response, Outcome.Committed done) {
        if (response.ended() || response.closed()) {
            return;
        }
        Reply reply = done.reply();
        int status = ReplyJson.status(reply);
        byte[] body = status == NO_CONTENT ? null : ReplyJson.body(reply);
        response.setStatusCode(status)
                .putHeader(CursorHeader.NAME, done.cursor().toString());
        reply.match(this, response);
        if (body == null) {
            response.end();
        } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON)
                    .end(Buffer.buffer(body));
        }
    }

    @Override
    public @Nullable Void replayed(Reply.Replayed reply, HttpServerResponse response) {
        response.putHeader(REPLAYED_HEADER, "true");
        return reply.reply().match(this, response);
    }

    @Override
    public @Nullable Void agent(Reply.AgentIs reply, HttpServerResponse response) {
        response.putHeader(HttpHeaders.ETAG, Responses.tag(reply.agent().version()));
        if (reply.created()) {
            locate("agents", reply.agent().id(), response);
        }
        return null;
    }

    @Override
    public @Nullable Void task(Reply.TaskIs reply, HttpServerResponse response) {
        response.putHeader(HttpHeaders.ETAG, Responses.tag(reply.task().version()));
        if (reply.created()) {
            locate("tasks", reply.task().id(), response);
        }
        return null;
    }

    @Override
    public @Nullable Void message(Reply.MessageIs reply, HttpServerResponse response) {
        if (reply.created()) {
            locate("messages", reply.message().id(), response);
        }
        return null;
    }

    @Override
    public @Nullable Void file(Reply.FileIs reply, HttpServerResponse response) {
        if (reply.created()) {
            locate("files", reply.file().id(), response);
        }
        return null;
    }

    @Override
    public @Nullable Void gone(Reply.Gone reply, HttpServerResponse response) {
        return null;
    }

    @Override
    public @Nullable Void noTask(Reply.NoTask reply, HttpServerResponse response) {
        return null;
    }

    @Override
    public @Nullable Void logged(Reply.Logged reply, HttpServerResponse response) {
        return null;
    }

    @Override
    public @Nullable Void held(Reply.Held reply, HttpServerResponse response) {
        return null;
    }

    private void locate(String collection, String id, HttpServerResponse response) {
        response.putHeader(HttpHeaders.LOCATION, "/api/v1/swarms/" + swarm + "/" + collection + "/" + id);
    }
}
