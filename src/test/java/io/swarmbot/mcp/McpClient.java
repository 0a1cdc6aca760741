package io.swarmbot.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swarmbot.testing.Rest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A client of the door that sends what it is told, right or wrong. Thread-safe. */
final class McpClient {

    static final String STATELESS = "2026-07-28";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI server;
    private final String target;
    private final List<String> login;
    private final AtomicInteger ids = new AtomicInteger();

    /** @param target the path, with the query if there is one */
    McpClient(URI server, String target, String... login) {
        this.server = server;
        this.target = target;
        this.login = List.of(login);
    }

    /** Sends a body as it is. */
    HttpResponse<String> post(String body, String... headers) {
        List<String> all = new ArrayList<>(login);
        all.addAll(List.of("Accept", "application/json, text/event-stream"));
        all.addAll(List.of(headers));
        return Rest.exchange(server, "POST", target, body.replace('\'', '"'), all.toArray(String[]::new));
    }

    /** Sends a request of a revision that begins with {@code initialize}, and returns what answered it. */
    JsonNode ask(String method, String params, String... headers) {
        int id = ids.incrementAndGet();
        HttpResponse<String> answer =
                post("{'jsonrpc':'2.0','id':" + id + ",'method':'" + method + "','params':" + params + "}", headers);
        JsonNode json = Rest.json(answer);
        assertThat(json.path("id").asInt()).as(answer.body()).isEqualTo(id);
        return json;
    }

    /** Sends a request of the stateless revision. */
    JsonNode askStateless(String method, String name, String params) {
        return Rest.json(postStateless(method, name, params));
    }

    HttpResponse<String> postStateless(String method, String name, String params) {
        try {
            ObjectNode all = (ObjectNode) JSON.readTree(params.replace('\'', '"'));
            all.putObject("_meta")
                    .put("io.modelcontextprotocol/protocolVersion", STATELESS)
                    .putObject("io.modelcontextprotocol/clientCapabilities");
            List<String> headers = new ArrayList<>(List.of("MCP-Protocol-Version", STATELESS, "Mcp-Method", method));
            if (name != null) {
                headers.addAll(List.of("Mcp-Name", name));
            }
            return post(
                    "{'jsonrpc':'2.0','id':'s" + ids.incrementAndGet() + "','method':'" + method + "','params':" + all
                            + "}",
                    headers.toArray(String[]::new));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(params, e);
        }
    }

    /** Calls a tool and returns its result, also if it is an error of the tool. */
    JsonNode call(String tool, String arguments) {
        JsonNode answer = ask("tools/call", "{'name':'" + tool + "','arguments':" + arguments + "}");
        assertThat(answer.has("result")).as(answer.toString()).isTrue();
        return answer.path("result");
    }

    /** Calls a tool that must do what it is asked for, and returns what it says to programs. */
    JsonNode done(String tool, String arguments) {
        JsonNode result = call(tool, arguments);
        assertThat(result.path("isError").asBoolean()).as(result.toString()).isFalse();
        assertThat(textOf(result)).isNotBlank();
        return result.path("structuredContent");
    }

    /** Calls a tool that must refuse, and returns the code. */
    String refused(String tool, String arguments) {
        JsonNode result = call(tool, arguments);
        assertThat(result.path("isError").asBoolean()).as(result.toString()).isTrue();
        assertThat(textOf(result))
                .contains(result.at("/structuredContent/detail").asText());
        return result.at("/structuredContent/code").asText();
    }

    static String textOf(JsonNode result) {
        return result.at("/content/0/text").asText();
    }
}
