package io.swarmbot.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.push.StreamContract;
import io.swarmbot.testing.RawConnection.Response;
import io.swarmbot.testing.SocketIoClient;
import io.swarmbot.testing.StreamClient;
import java.util.Map;

/** The stream over Socket.IO. Its parameters are in {@code auth}, which is JSON and has the errors of JSON. */
abstract class SocketIoStreamContract extends StreamContract {

    /** What an unknown member, and a member twice, are called in a query. */
    private static final Map<String, String> IN_QUERY =
            Map.of("unknown_field", "unknown_parameter", "bad_json", "bad_parameter");

    abstract SocketIoClient.Over over();

    @Override
    protected final StreamClient connect(String query) {
        return SocketIoClient.open(server, over(), rest.swarm(), query);
    }

    @Override
    protected final Response refusal(String swarm, String query) {
        Response refusal = SocketIoClient.refusal(server, over(), swarm, query);
        String body = refusal.body();
        for (Map.Entry<String, String> code : IN_QUERY.entrySet()) {
            body = body.replace(code.getKey(), code.getValue());
        }
        return new Response(refusal.status(), refusal.headers(), body);
    }

    /** Libraries would not come back after an error, so the connection ends without one. */
    @Override
    protected final void assertSentAway(Response refusal, String code) {
        assertThat(refusal.status()).as(code).isZero();
    }
}
