package io.swarmbot.mcp;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.swarmbot.concurrent.StageFailure;
import io.swarmbot.http.Exchange;
import io.swarmbot.http.Problems;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one message. It is one JSON value, or a stream of events (WHATWG HTML, 9.2) if the client wants nothing
 * else, or wants to be told how it goes on and the answer takes a while. No event has an id: a stream that was cut is
 * not taken up again, the call is repeated.
 *
 * <p>Thread-safety: begun on the connection's event loop, where everything is written.
 */
final class McpAnswer {

    /** Half of what the strictest proxies take for silence that are in use. */
    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(2);

    private final HttpServerResponse response;
    private final Wanted wanted;
    private final EventLoop loop;
    private boolean isStream;
    private int reports;
    private @Nullable ScheduledFuture<?> next;

    McpAnswer(RoutingContext context, Wanted wanted) {
        this.response = context.response();
        this.wanted = wanted;
        this.loop = Exchange.of(context).eventLoop();
    }

    /** @param id of the request; null if it has none that could be read */
    void refuse(@Nullable Json id, McpError error) {
        response.setStatusCode(error.status());
        end(error.body(id));
    }

    /**
     * Answers with the result when it is there.
     *
     * @param progressToken null if the client does not want to be told how it goes on
     */
    void send(Json id, CompletableFuture<Json> result, @Nullable Json progressToken) {
        if (progressToken != null && wanted.events() && !result.isDone()) {
            reportLater(progressToken);
        }
        result.whenCompleteAsync(
                (done, failure) -> {
                    if (next != null) {
                        next.cancel(false);
                    }
                    if (failure == null) {
                        end(body(id, done));
                    } else {
                        fail(id, StageFailure.causeOf(failure));
                    }
                },
                loop);
    }

    private static byte[] body(Json id, Json result) {
        return McpJson.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("jsonrpc", "2.0");
            McpJson.raw(out, "id", id);
            McpJson.raw(out, "result", result);
            out.writeEndObject();
        });
    }

    private void fail(Json id, Throwable failure) {
        if (failure instanceof McpError error) {
            refuse(id, error);
            return;
        }
        Rejection rejection = Problems.rejectionOf(failure);
        boolean isOfHttp = rejection.code() == ErrorCode.UNAUTHENTICATED;
        if (isOfHttp && !response.headWritten()) {
            Problems.send(response, rejection);
        } else {
            int firstOfService = 500;
            refuse(
                    id,
                    rejection.code().status() < firstOfService
                            ? McpError.invalidParams(rejection)
                            : McpError.failed(rejection));
        }
    }

    private void reportLater(Json token) {
        next = loop.schedule(() -> report(token), PROGRESS_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void report(Json token) {
        if (response.ended() || response.closed()) {
            return;
        }
        reports++;
        beginStream();
        response.write(event(McpJson.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("jsonrpc", "2.0");
            out.writeStringField("method", "notifications/progress");
            out.writeObjectFieldStart("params");
            McpJson.raw(out, "progressToken", token);
            out.writeNumberField("progress", reports * PROGRESS_EVERY.toSeconds());
            out.writeNumberField("total", ToolCall.LONGEST_WAIT.toSeconds());
            out.writeStringField("message", "waiting");
            out.writeEndObject();
            out.writeEndObject();
        })));
        reportLater(token);
    }

    private void beginStream() {
        if (!isStream) {
            isStream = true;
            response.setChunked(true)
                    .putHeader(HttpHeaders.CONTENT_TYPE, Wanted.EVENTS)
                    // Nothing between the service and the client may hold an event back.
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache, no-transform")
                    .putHeader("X-Accel-Buffering", "no");
        }
    }

    private void end(byte[] body) {
        if (response.ended() || response.closed()) {
            return;
        }
        if (isStream || !wanted.json()) {
            beginStream();
            response.end(event(body));
        } else {
            response.putHeader(HttpHeaders.CONTENT_TYPE, Wanted.JSON)
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(Buffer.buffer(body));
        }
    }

    private static Buffer event(byte[] json) {
        return Buffer.buffer("event: message\ndata: ")
                .appendBytes(json)
                .appendBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
    }
}
