package io.swarmbot.mcp;

import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Rejection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error of the protocol: the request was not understood, and nothing was done. The codes are those of JSON-RPC 2.0
 * (5.1) and of the Model Context Protocol. It carries no stack trace, because it is an answer and no fault.
 */
final class McpError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    private static final int PARSE_ERROR = -32700;
    private static final int INVALID_REQUEST = -32600;
    private static final int METHOD_NOT_FOUND = -32601;
    private static final int INVALID_PARAMS = -32602;
    private static final int INTERNAL_ERROR = -32603;
    private static final int UNKNOWN_SESSION = -32001;
    private static final int HEADER_MISMATCH = -32020;
    private static final int UNSUPPORTED_REVISION = -32022;

    private final int status;
    private final int code;
    private final transient @Nullable Json data;

    private McpError(int status, int code, String message, @Nullable Json data) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.data = data;
    }

    static McpError unreadable(Rejection fault) {
        return new McpError(BAD_REQUEST, PARSE_ERROR, fault.detail(), dataOf(fault));
    }

    static McpError invalidRequest(String message) {
        return new McpError(BAD_REQUEST, INVALID_REQUEST, message, null);
    }

    /** What a request must have so that it is clear by which rules it is to be read. */
    static McpError invalidEnvelope(String message) {
        return new McpError(BAD_REQUEST, INVALID_PARAMS, message, null);
    }

    static McpError unknownMethod(String method, Revision revision) {
        return new McpError(
                revision.isStateless() ? NOT_FOUND : OK,
                METHOD_NOT_FOUND,
                "there is no method '" + shortened(method) + "' in " + revision.wireName(),
                null);
    }

    static McpError invalidParams(String message) {
        return new McpError(OK, INVALID_PARAMS, message, null);
    }

    static McpError invalidParams(Rejection fault) {
        return new McpError(OK, INVALID_PARAMS, fault.detail(), dataOf(fault));
    }

    /** The service could not do now what it was asked. */
    static McpError failed(Rejection failure) {
        return new McpError(OK, INTERNAL_ERROR, failure.detail(), dataOf(failure));
    }

    static McpError unknownSession() {
        return new McpError(
                NOT_FOUND,
                UNKNOWN_SESSION,
                "there are no sessions here: send no Mcp-Session-Id, no answer gave one out",
                null);
    }

    static McpError headerMismatch(String message) {
        return new McpError(BAD_REQUEST, HEADER_MISMATCH, message, null);
    }

    static McpError unsupportedRevision(String requested) {
        List<String> supported = Revision.names();
        return new McpError(
                BAD_REQUEST,
                UNSUPPORTED_REVISION,
                "the protocol revision '" + shortened(requested) + "' is not spoken here, but "
                        + String.join(", ", supported),
                McpJson.object(out -> {
                    out.writeArrayFieldStart("supported");
                    for (String each : supported) {
                        out.writeString(each);
                    }
                    out.writeEndArray();
                    out.writeStringField("requested", shortened(requested));
                }));
    }

    private static Json dataOf(Rejection rejection) {
        return McpJson.object(out -> {
            out.writeStringField("code", rejection.code().wireName());
            Long millis = rejection.retryAfterMillis();
            if (millis != null) {
                out.writeNumberField("retry_after_ms", millis);
            }
        });
    }

    static String shortened(String text) {
        int most = 64;
        return text.length() <= most ? text : text.substring(0, most) + "...";
    }

    /** The status of HTTP with which the error is answered. */
    int status() {
        return status;
    }

    int code() {
        return code;
    }

    /** @param id of the request; null if it has none that could be read */
    byte[] body(@Nullable Json id) {
        return McpJson.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("jsonrpc", "2.0");
            McpJson.raw(out, "id", id == null ? new Json("null") : id);
            out.writeObjectFieldStart("error");
            out.writeNumberField("code", code);
            out.writeStringField("message", String.valueOf(getMessage()));
            if (data != null) {
                McpJson.raw(out, "data", data);
            }
            out.writeEndObject();
            out.writeEndObject();
        });
    }
}
