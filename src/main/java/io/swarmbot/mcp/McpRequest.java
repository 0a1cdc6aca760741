package io.swarmbot.mcp;

import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.Fields;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One message of a client: a request, or a notification, which has no id and gets no answer.
 *
 * @param id as the client wrote it; null if this is a notification
 * @param params empty if there are none; read by whoever answers
 * @param progressToken with which the client wants to be told how it goes on; null if it does not
 * @param traceparent the trace to which the request belongs: of its {@code _meta}, or else of its headers; null for
 *     none
 */
record McpRequest(
        @Nullable Json id,
        String method,
        Fields params,
        Revision revision,
        @Nullable Json progressToken,
        @Nullable String traceparent) {

    static final String INITIALIZE = "initialize";

    private static final String META = "_meta";
    private static final String REVISION = "io.modelcontextprotocol/protocolVersion";
    private static final String CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
    private static final String REVISION_HEADER = "MCP-Protocol-Version";
    private static final String METHOD_HEADER = "Mcp-Method";
    private static final String NAME_HEADER = "Mcp-Name";
    /** The member of {@code _meta} and the header. */
    private static final String TRACE = "traceparent";

    private static final String SESSION_HEADER = "Mcp-Session-Id";

    /** The member of the parameters that a proxy finds in the header {@code Mcp-Name}, by method. */
    private static final Map<String, String> NAMED =
            Map.of("tools/call", "name", "prompts/get", "name", "resources/read", "uri");

    /** A string or a whole number (JSON-RPC 2.0, 4): a fraction could not be compared. */
    private static final Pattern ID = Pattern.compile("\".*\"|-?[0-9]+", Pattern.DOTALL);

    private static final int MAX_ID = 1_024;

    /** How a text that is no plain ASCII stands in a header: in Base64, between these. */
    private static final String ENCODED_FROM = "=?base64?";

    private static final String ENCODED_TO = "?=";

    /** The headers of the request. */
    interface Headers {

        /** All values of that name. */
        List<String> all(String name);
    }

    /**
     * Reads the bodies of requests one after another, so that the id is known although the rest is wrong.
     *
     * <p>Thread-safety: none.
     */
    static final class Reader {

        private @Nullable Json id;

        /** The id of the request that was read last; null if it has none, or none that could be read. */
        @Nullable
        Json id() {
            return id;
        }

        /** @throws McpError if it is not clear what is asked, or by which rules it is to be read */
        McpRequest read(byte[] body, Headers headers) {
            id = null;
            requireNoBatch(body);
            Fields message;
            try {
                message = Fields.of(body);
            } catch (Rejection fault) {
                throw McpError.unreadable(fault);
            }
            try {
                return read(message, headers);
            } catch (Rejection fault) {
                throw McpError.invalidRequest(fault.detail());
            }
        }

        private McpRequest read(Fields message, Headers headers) {
            boolean isRequest = message.has("id");
            if (isRequest) {
                id = requireId(message.json("id"));
            }
            if (!message.string("jsonrpc").equals("2.0")) {
                throw McpError.invalidRequest("jsonrpc is \"2.0\"");
            }
            if (!message.has("method") && (message.has("result") || message.has("error"))) {
                throw McpError.invalidRequest("nothing was asked of the client, so it has nothing to answer");
            }
            String method = message.string("method");
            Fields params = message.optionalObject("params").orElseGet(Fields::none);
            Fields meta = params.optionalObject(META).orElseGet(Fields::none);
            if (!headers.all(SESSION_HEADER).isEmpty()) {
                throw McpError.unknownSession();
            }
            Revision revision = revisionOf(isRequest, method, meta, headers);
            if (revision.isStateless() && isRequest) {
                requireHeaders(method, params, headers);
            }
            Json token = meta.json("progressToken");
            if (token != null && !isId(token)) {
                throw McpError.invalidRequest("progressToken is a string or a whole number");
            }
            return new McpRequest(id, method, params, revision, token, trace(meta, headers));
        }
    }

    private static void requireNoBatch(byte[] body) {
        for (byte each : body) {
            if (each == '[') {
                throw McpError.invalidRequest("one message is due: no revision that is spoken here has batches");
            }
            if (each != ' ' && each != '\n' && each != '\r' && each != '\t') {
                return;
            }
        }
    }

    private static Json requireId(@Nullable Json given) {
        if (given == null || !isId(given)) {
            throw McpError.invalidRequest("id is a string or a whole number, of at most " + MAX_ID + " characters");
        }
        return given;
    }

    private static boolean isId(Json given) {
        return given.text().length() <= MAX_ID && ID.matcher(given.text()).matches();
    }

    private static Revision revisionOf(boolean isRequest, String method, Fields meta, Headers headers) {
        String header = header(REVISION_HEADER, headers);
        String said = meta.optionalString(REVISION).orElse(null);
        if (said == null) {
            return ofHeader(isRequest, header);
        }
        if (header != null && !header.equals(said)) {
            throw McpError.headerMismatch(REVISION_HEADER + " is '" + McpError.shortened(header) + "', and " + META
                    + " says '" + McpError.shortened(said) + "'");
        }
        Revision revision = Revision.find(said);
        if (revision == null || !revision.isStateless()) {
            throw McpError.unsupportedRevision(said);
        }
        if (isRequest && header == null) {
            throw missing(REVISION_HEADER, said);
        }
        requireSame(METHOD_HEADER, header(METHOD_HEADER, headers), method, isRequest);
        if (isRequest && meta.jsonObject(CAPABILITIES) == null) {
            throw McpError.invalidEnvelope(META + " lacks '" + CAPABILITIES + "', an object");
        }
        return revision;
    }

    private static Revision ofHeader(boolean isRequest, @Nullable String header) {
        if (header == null) {
            return Revision.USUAL;
        }
        Revision revision = Revision.find(header);
        if (revision == null) {
            throw McpError.unsupportedRevision(header);
        }
        if (revision.isStateless() && isRequest) {
            throw McpError.invalidEnvelope(
                    META + " lacks '" + REVISION + "': in " + header + " each request says its revision");
        }
        return revision;
    }

    private static void requireHeaders(String method, Fields params, Headers headers) {
        String named = NAMED.get(method);
        if (named == null) {
            return;
        }
        Json value = params.peek(named);
        String header = header(NAME_HEADER, headers);
        // Whoever answers says what is wrong with a name that is no string.
        if (value != null && value.text().startsWith("\"")) {
            if (header == null) {
                throw missing(NAME_HEADER, "the " + named);
            }
            if (!McpJson.string(decoded(header)).equals(value)) {
                throw McpError.headerMismatch(NAME_HEADER + " is not the " + named + " of the request");
            }
        }
    }

    private static void requireSame(String name, @Nullable String header, String value, boolean isRequired) {
        if (header == null) {
            if (isRequired) {
                throw missing(name, value);
            }
        } else if (!header.equals(value)) {
            throw McpError.headerMismatch(name + " is '" + McpError.shortened(header) + "', and the request says '"
                    + McpError.shortened(value) + "'");
        }
    }

    private static McpError missing(String header, String value) {
        return McpError.headerMismatch(
                "the header " + header + " is missing: it is due, with " + McpError.shortened(value));
    }

    private static @Nullable String header(String name, Headers headers) {
        List<String> all = headers.all(name);
        if (all.size() > 1) {
            throw McpError.headerMismatch("the header " + name + " is there more than once");
        }
        return all.isEmpty() ? null : all.get(0);
    }

    /** What is no good is ignored, as the standard wants. */
    private static @Nullable String trace(Fields meta, Headers headers) {
        List<String> sent = headers.all(TRACE);
        return meta.optionalString(TRACE).orElse(sent.size() == 1 ? sent.get(0) : null);
    }

    private static String decoded(String header) {
        if (!header.startsWith(ENCODED_FROM)
                || !header.endsWith(ENCODED_TO)
                || header.length() < ENCODED_FROM.length() + ENCODED_TO.length()) {
            return header;
        }
        String inside = header.substring(ENCODED_FROM.length(), header.length() - ENCODED_TO.length());
        try {
            return new String(Base64.getDecoder().decode(inside), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            throw McpError.headerMismatch(NAME_HEADER + " is not in Base64");
        }
    }

    boolean isNotification() {
        return id == null;
    }
}
