package io.swarmbot.access;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.swarmbot.grant.TokenText;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of the access log: a JSON object in ASCII. Whatever a client sends, it stays within its string, and a
 * terminal that shows it does nothing else. No secret is in it.
 *
 * <p>Thread-safety: one thread at a time.
 */
final class AccessLine {

    private static final JsonFactory JSON = JsonFactory.builder()
            .configure(JsonWriteFeature.ESCAPE_NON_ASCII, true)
            .build();

    private static final int NONE = -1;

    /** Longer than any address; a proxy may send whatever it was sent. */
    private static final int MAX_ADDRESS = 100;

    /**
     * What was asked, and by whom.
     *
     * @param principal null if nobody was let in, or nobody had to be
     * @param token the id of a token
     * @param target without secrets
     */
    record Asked(
            @Nullable String principal,
            @Nullable String token,
            @Nullable String address,
            Door door,
            String method,
            String target) {

        static Asked of(HttpServerRequest request, @Nullable Caller caller, Door door) {
            return new Asked(
                    caller == null ? null : caller.name(),
                    caller == null ? idIn(request.getHeader(HttpHeaders.AUTHORIZATION)) : caller.tokenId(),
                    addressOf(request.remoteAddress()),
                    door,
                    request.method().name(),
                    SafeTarget.of(request.uri()));
        }
    }

    private final String event;
    private final Asked asked;

    private Instant time;
    private int status = NONE;
    private long bytes = NONE;
    private long millis = NONE;
    private int skipped;
    private @Nullable String reason;

    AccessLine(String event, Instant time, Asked asked) {
        this.event = event;
        this.time = time;
        this.asked = asked;
    }

    /** That of the client, if the proxy that names it is trusted. It may be any text then. */
    private static @Nullable String addressOf(@Nullable SocketAddress remote) {
        if (remote == null) {
            return null;
        }
        String address = remote.hostAddress() == null ? remote.host() : remote.hostAddress();
        return address == null || address.length() <= MAX_ADDRESS ? address : address.substring(0, MAX_ADDRESS);
    }

    /** The id of a token that was not good: it tells which one is tried out. */
    private static @Nullable String idIn(@Nullable String header) {
        return header == null
                ? null
                : TokenText.parse(Credential.bearer(header)).map(TokenText::id).orElse(null);
    }

    AccessLine at(Instant now) {
        time = now;
        return this;
    }

    AccessLine status(int code) {
        status = code;
        return this;
    }

    /** @param count of the body */
    AccessLine bytes(long count) {
        bytes = count;
        return this;
    }

    AccessLine millis(long duration) {
        millis = duration;
        return this;
    }

    AccessLine reason(String why) {
        reason = why;
        return this;
    }

    /** @param count of lines that were left out before this one */
    AccessLine skipped(int count) {
        skipped = count;
        return this;
    }

    @Override
    public String toString() {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            out.writeStringField("time", time.toString());
            out.writeStringField("event", event);
            out.writeStringField("principal", asked.principal());
            out.writeStringField("token", asked.token());
            out.writeStringField("address", asked.address());
            out.writeStringField("door", asked.door().wireName());
            out.writeStringField("method", asked.method());
            out.writeStringField("target", asked.target());
            writeKnown(out, "status", status);
            writeKnown(out, "bytes", bytes);
            writeKnown(out, "ms", millis);
            if (reason != null) {
                out.writeStringField("reason", reason);
            }
            if (skipped > 0) {
                out.writeNumberField("skipped", skipped);
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void writeKnown(JsonGenerator out, String name, long value) throws IOException {
        if (value != NONE) {
            out.writeNumberField(name, value);
        }
    }
}
