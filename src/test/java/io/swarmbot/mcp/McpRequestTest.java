package io.swarmbot.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** It is clear by which rules each message is read, or it is refused. */
class McpRequestTest {

    private static final String META = "'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28',"
            + "'io.modelcontextprotocol/clientCapabilities':{}}";
    private static final Map<String, String> STATELESS =
            Map.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", "look");

    private final McpRequest.Reader reader = new McpRequest.Reader();

    private McpRequest read(String body, Map<String, String> headers) {
        return reader.read(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), name -> {
            List<String> values = new ArrayList<>();
            headers.forEach((key, value) -> {
                if (key.equalsIgnoreCase(name)) {
                    values.addAll(List.of(value.split(";")));
                }
            });
            return values;
        });
    }

    private McpError refusal(String body, Map<String, String> headers) {
        return catchThrowableOfType(McpError.class, () -> read(body, headers));
    }

    private static String call(String meta) {
        return "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'look'" + meta + "}}";
    }

    private static Map<String, String> without(String header) {
        Map<String, String> headers = new java.util.HashMap<>(STATELESS);
        headers.remove(header);
        return headers;
    }

    private static Map<String, String> with(String header, String value) {
        Map<String, String> headers = new java.util.HashMap<>(STATELESS);
        headers.put(header, value);
        return headers;
    }

    @Test
    void idComesBackAsItWasSent() {
        for (String id : List.of("1", "-7", "9007199254740993", "'a'", "'\u00e4'", "''")) {
            McpRequest request = read("{'jsonrpc':'2.0','id':" + id + ",'method':'ping'}", Map.of());
            assertThat(request.id().text()).isEqualTo(id.replace('\'', '"'));
        }
    }

    @Test
    void messageWithoutAnIdIsANotification() {
        assertThat(read("{'jsonrpc':'2.0','method':'notifications/x'}", Map.of())
                        .isNotification())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"2025-06-18,R2025_06_18", "2025-11-25,R2025_11_25"})
    void headerSaysTheRevisionOfThoseWhoInitialized(String header, Revision revision) {
        assertThat(read(call(""), Map.of("MCP-Protocol-Version", header)).revision())
                .isEqualTo(revision);
    }

    @Test
    void whoeverSaysNothingIsTakenForTheOldest() {
        assertThat(read(call(""), Map.of()).revision()).isEqualTo(Revision.R2025_06_18);
    }

    @Test
    void statelessRequestHasItsRevisionInItself() {
        assertThat(read(call("," + META), STATELESS).revision()).isEqualTo(Revision.R2026_07_28);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MCP-Protocol-Version", "Mcp-Method", "Mcp-Name"})
    void statelessRequestNeedsItsHeaders(String header) {
        assertThat(refusal(call("," + META), without(header)))
                .returns(-32020, McpError::code)
                .returns(400, McpError::status);
        assertThat(refusal(call("," + META), with(header, "other"))).returns(-32020, McpError::code);
        assertThat(refusal(call("," + META), with(header, STATELESS.get(header) + ";x")))
                .returns(-32020, McpError::code);
    }

    @Test
    void nameInAHeaderMayBeEncoded() {
        assertThat(read(call("," + META), with("Mcp-Name", "=?base64?bG9vaw==?="))
                        .method())
                .isEqualTo("tools/call");
        assertThat(refusal(call("," + META), with("Mcp-Name", "=?base64?!?="))).returns(-32020, McpError::code);
    }

    @Test
    void statelessNotificationNeedsNoHeaders() {
        String body = "{'jsonrpc':'2.0','method':'notifications/cancelled','params':{" + META + "}}";
        assertThat(read(body, Map.of()).isNotification()).isTrue();
    }

    @Test
    void revisionThatIsNotKnownIsRefusedWithThoseThatAre() {
        McpError ofHeader = refusal(call(""), Map.of("MCP-Protocol-Version", "2024-11-05"));
        McpError ofMeta = refusal(
                call(",'_meta':{'io.modelcontextprotocol/protocolVersion':'2027-01-01'}"),
                Map.of("MCP-Protocol-Version", "2027-01-01"));
        McpError ofThePast = refusal(
                call(",'_meta':{'io.modelcontextprotocol/protocolVersion':'2025-11-25'}"),
                Map.of("MCP-Protocol-Version", "2025-11-25"));

        for (McpError error : List.of(ofHeader, ofMeta, ofThePast)) {
            assertThat(error.code()).isEqualTo(-32022);
            assertThat(error.status()).isEqualTo(400);
            assertThat(new String(error.body(null), StandardCharsets.UTF_8))
                    .contains("\"supported\":[\"2026-07-28\",\"2025-11-25\",\"2025-06-18\"]", "\"id\":null");
        }
    }

    @Test
    void statelessHeaderWithoutTheRestIsRefused() {
        assertThat(refusal(call(""), STATELESS)).returns(-32602, McpError::code).returns(400, McpError::status);
        assertThat(refusal(call(",'_meta':{'io.modelcontextprotocol/protocolVersion':'2026-07-28'}"), STATELESS))
                .returns(-32602, McpError::code);
    }

    @Test
    void sessionThatNobodyGaveOutIsUnknown() {
        assertThat(refusal(call(""), Map.of("Mcp-Session-Id", "x")))
                .returns(-32001, McpError::code)
                .returns(404, McpError::status);
        assertThat(reader.id().text()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "nothing", "7", "{'jsonrpc':'2.0','id':1,'id':2,'method':'ping'}", "{} {}"})
    void textThatIsNoMessageCannotBeParsed(String body) {
        assertThat(refusal(body, Map.of())).returns(-32700, McpError::code).returns(400, McpError::status);
        assertThat(reader.id()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                " [{'jsonrpc':'2.0','id':1,'method':'ping'}]",
                "{}",
                "{'jsonrpc':'1.0','id':1,'method':'ping'}",
                "{'id':1,'method':'ping'}",
                "{'jsonrpc':'2.0','id':1}",
                "{'jsonrpc':'2.0','id':null,'method':'ping'}",
                "{'jsonrpc':'2.0','id':1.5,'method':'ping'}",
                "{'jsonrpc':'2.0','id':{},'method':'ping'}",
                "{'jsonrpc':'2.0','id':true,'method':'ping'}",
                "{'jsonrpc':'2.0','id':1,'method':7}",
                "{'jsonrpc':'2.0','id':1,'method':'ping','params':[1]}",
                "{'jsonrpc':'2.0','id':1,'method':'ping','params':{'_meta':7}}",
                "{'jsonrpc':'2.0','id':1,'method':'ping','params':{'_meta':{'progressToken':{}}}}",
                "{'jsonrpc':'2.0','id':1,'result':{}}",
                "{'jsonrpc':'2.0','id':1,'error':{}}"
            })
    void messageThatIsNoRequestIsInvalid(String body) {
        assertThat(refusal(body, Map.of())).returns(-32600, McpError::code).returns(400, McpError::status);
    }
}
