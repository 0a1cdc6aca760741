package io.swarmbot.socketio;

import io.swarmbot.push.StreamRequest;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.Fields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client says when it connects to the namespace: its {@code auth}, and the place with which its library comes
 * back.
 *
 * @param token null if the client logs in otherwise, or not at all
 * @param atLeast a cursor that this replica must have reached; null for none
 * @param pid the id of the stream with which the client goes on; null if it begins anew
 */
record ConnectRequest(
        String swarm,
        @Nullable String token,
        @Nullable String pid,
        StreamRequest stream,
        @Nullable Cursor atLeast) {

    private static final String DEFAULT_SWARM = "default";
    private static final String AT_LEAST = "at_least";

    /** Parameters of a stream, as in the query of other streams. */
    private static final List<String> PARAMETERS =
            List.of("after", "snapshot", "types", "agent", "task", "max_rate", AT_LEAST);

    private static final Pattern PID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /**
     * Reads what came with the packet.
     *
     * @param json an object; empty for none
     * @param swarm of the query of the connection; null if it has none
     * @throws Rejection if a member is not known, or has no usable value
     */
    static ConnectRequest of(String json, @Nullable String swarm) {
        Fields fields = json.isEmpty() ? Fields.none() : Fields.of(json);
        Map<String, String> parameters = new HashMap<>();
        for (String name : PARAMETERS) {
            Json value = fields.json(name);
            if (value != null) {
                parameters.put(name, textOf(value));
            }
        }
        String named = fields.optionalString("swarm").orElse(swarm == null ? DEFAULT_SWARM : swarm);
        String token = fields.optionalString("token").orElse(null);
        String pid = fields.optionalString("pid").orElse(null);
        String offset = fields.optionalString("offset").orElse(null);
        fields.end();
        boolean goesOn = pid != null && offset != null && PID.matcher(pid).matches();
        return new ConnectRequest(
                named,
                token,
                goesOn ? pid : null,
                StreamRequest.of(parameters::get, offset),
                StreamRequest.cursor(AT_LEAST, parameters.get(AT_LEAST)).orElse(null));
    }

    /** What stands in the query of other streams: a string without its quotes, or a number, true or false. */
    private static String textOf(Json value) {
        String text = value.text();
        return text.startsWith("\"") ? text.substring(1, text.length() - 1) : text;
    }
}
