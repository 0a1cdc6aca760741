package io.swarmbot.api;

import static io.swarmbot.testing.Patience.LIMIT;
import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.POST;
import static io.vertx.core.http.HttpMethod.PUT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Rest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.StreamResetException;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over HTTP/2 a body may come without its length, in any number of pieces. */
@QuarkusTest
class CommandsOverHttp2QuarkusTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Cancel (RFC 9113, 7). */
    private static final long CANCEL = 8;

    @TestHTTPResource("/")
    URI server;

    @Inject
    Vertx vertx;

    private final Set<String> taken = new TreeSet<>();
    private HttpClient client;
    private Rest rest;

    /** One connection, so that the service reads the frames in the order in which they are sent. */
    @BeforeEach
    void connect() {
        rest = Rest.inNewSwarm(server);
        client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setHttp2MaxPoolSize(1)
                .setDefaultHost(server.getHost())
                .setDefaultPort(server.getPort()));
    }

    @AfterEach
    void close() {
        done(client.close());
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private record Answer(HttpClientResponse head, String body) {

        JsonNode json() {
            return parse(body);
        }
    }

    private HttpClientRequest begin(HttpMethod method, String below) {
        return done(client.request(method, rest.path() + below))
                .setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    }

    /** Listens before anything is sent: an answer may come before the end of its request. */
    private static Future<Answer> answer(HttpClientRequest request) {
        return request.response().compose(head -> head.body().map(body -> new Answer(head, String.valueOf(body))));
    }

    /** Sends a body in two pieces, without its length. */
    private Answer ask(HttpMethod method, String below, String body) {
        HttpClientRequest request = begin(method, below);
        Future<Answer> answer = answer(request);
        int middle = body.length() / 2;
        request.write(body.substring(0, middle));
        request.write(body.substring(middle));
        request.end();
        assertThat(request.headers().contains(HttpHeaders.CONTENT_LENGTH)).isFalse();
        assertThat(request.version()).isEqualTo(HttpVersion.HTTP_2);
        return done(answer);
    }

    private JsonNode give(HttpMethod method, String below, String body) {
        CommandPaths.Asked asked = CommandPaths.find(rest.path() + below);
        Answer answer = ask(method, below, body.replace('\'', '"'));
        assertThat(answer.head().statusCode()).as(answer.body()).isIn(200, 201, 204);
        taken.add(asked.by(method).method() + " " + asked.by(method).template());
        return answer.body().isEmpty() ? NullNode.instance : answer.json();
    }

    @Test
    void bodyWithoutALengthIsTakenByEachCommand() {
        give(PUT, "/agents/a1", "{'capabilities':['x']}");
        give(PUT, "/agents/a1/status", "{'status':'waiting'}");
        give(POST, "/agents/a1/heartbeat", "{'tasks':[]}");
        give(POST, "/agents/a1/log", "{'lines':[{'message':'hello'}]}");
        give(POST, "/tasks", "{'id':'t1','type':'work','requirements':['x']}");
        give(POST, "/tasks/t1/priority", "{'priority':1}");
        give(POST, "/agents/a1/claim", "{'lease':'5m'}");
        give(POST, "/tasks/t1/start", "{'agent_id':'a1','attempt':1}");
        give(POST, "/tasks/t1/progress", "{'agent_id':'a1','progress':50}");
        give(POST, "/tasks/t1/request-input", "{'agent_id':'a1','question':'which?'}");
        give(POST, "/tasks/t1/provide-input", "{'answer':'this one'}");
        give(POST, "/tasks/t1/messages", "{'text':'look'}");
        give(POST, "/agents/a1/messages", "{'text':'look'}");
        JsonNode message = give(POST, "/messages", "{'text':'look','to_capability':'x'}");
        give(POST, "/agents/a1/heartbeat", "{}");
        give(POST, "/messages/" + message.path("id").asText() + "/acknowledge", "{'agent_id':'a1'}");
        give(POST, "/tasks/t1/complete", "{'agent_id':'a1','result':{'n':1}}");
        give(POST, "/tasks", "{'id':'t2','type':'work'}");
        give(POST, "/agents/a1/claim", "{}");
        give(POST, "/tasks/t2/reassign", "{'reason':'too slow'}");
        give(POST, "/agents/a1/claim", "{}");
        give(POST, "/tasks/t2/cancel", "{'reason':'not needed'}");
        give(POST, "/tasks", "{'id':'t3','type':'work','max_attempts':1}");
        give(POST, "/agents/a1/claim", "{}");
        give(POST, "/tasks/t3/fail", "{'agent_id':'a1','error':'no'}");
        give(POST, "/tasks/t3/retry", "{'reason':'once more'}");
        give(POST, "/agents/a1/pause", "{'reason':'r'}");
        give(POST, "/agents/a1/resume", "{'reason':'r'}");
        give(POST, "/agents/a1/drain", "{'reason':'r'}");
        give(DELETE, "/agents/a1", "not looked at");

        assertThat(taken).isEqualTo(RestCommands.routes());
        JsonNode tasks = parse(rest.get("/tasks").body()).path("tasks");
        assertThat(tasks.at("/0/status").asText()).isEqualTo("completed");
        assertThat(tasks.at("/0/answer").asText()).isEqualTo("this one");
        assertThat(tasks.at("/1/status").asText()).isEqualTo("canceled");
        assertThat(tasks.at("/2/status").asText()).isEqualTo("pending");
    }

    @ParameterizedTest
    @ValueSource(ints = {Bodies.MAX_BYTES + 1, Bodies.MAX_BATCH_BYTES + 1, 3 * Bodies.MAX_BATCH_BYTES})
    void bodyThatIsTooLargeIsRefusedAndTheConnectionGoesOn(int bytes) {
        rest.register("a1");
        String before = rest.snapshotText();

        Answer refused = ask(PUT, "/agents/a1/status", "{\"status\":\"busy\"" + " ".repeat(bytes - 17) + "}");

        assertThat(refused.head().statusCode()).as(refused.body()).isEqualTo(413);
        assertThat(refused.json().path("code").asText()).isEqualTo("too_big");
        assertThat(rest.snapshotText()).isEqualTo(before);
        give(PUT, "/agents/a1/status", "{'status':'busy'}");
    }

    @Test
    void bodyAtTheLimitIsTaken() {
        rest.register("a1");

        Answer answer = ask(PUT, "/agents/a1/status", "{\"status\":\"busy\"" + " ".repeat(Bodies.MAX_BYTES - 17) + "}");

        assertThat(answer.head().statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** What has come of the body is a whole command, and may not be taken for one. */
    @Test
    void requestThatIsResetInTheMiddleOfItsBodyChangesNothing() {
        rest.register("a1");
        String before = rest.snapshotText();
        HttpClientRequest cut = begin(PUT, "/agents/a1/status");
        done(cut.write("{\"status\":\"busy\"}"));

        cut.reset(CANCEL);

        // The service has read the reset when it answers what was sent behind it.
        assertThat(ask(GET, "", "").head().statusCode()).isEqualTo(200);
        assertThat(cut.response().cause()).isInstanceOf(StreamResetException.class);
        assertThat(rest.snapshotText()).isEqualTo(before);
        give(PUT, "/agents/a1/status", "{'status':'waiting'}");
    }
}
