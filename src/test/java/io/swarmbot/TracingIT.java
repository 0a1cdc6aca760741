package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.ServiceProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The packaged service sends the spans of tasks to a collector, in OTLP over HTTP. */
@Tag("stress-only")
class TracingIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SUBMITTER = "00-" + TRACE + "-00f067aa0ba902b7-01";

    private final Queue<String> logins = new ConcurrentLinkedQueue<>();
    private final Queue<Span> spans = new ConcurrentLinkedQueue<>();
    private HttpServer collector;

    @BeforeEach
    void collect() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            logins.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            boolean isZipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            try (InputStream body =
                    isZipped ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
                ExportTraceServiceRequest.parseFrom(body).getResourceSpansList().stream()
                        .flatMap(resource -> resource.getScopeSpansList().stream())
                        .forEach(scope -> spans.addAll(scope.getSpansList()));
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
    }

    @AfterEach
    void stop() {
        collector.stop(0);
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    @Test
    void lifeOfATaskIsOneTraceAndArrivesAtTheLatestWhenTheServiceStops() {
        String endpoint = "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces";
        try (ServiceProcess service = ServiceProcess.with(
                "swarmbot.tracing.endpoint=" + endpoint, "swarmbot.tracing.authorization=Bearer collector-secret")) {
            Rest rest = Rest.of(service.server(), "default");
            rest.register("agent1");
            rest.send("POST", "/tasks", "{\"id\":\"t1\",\"type\":\"index\"}", "traceparent", SUBMITTER);
            rest.claim("agent1", "0s");
            rest.start("t1", "agent1");
            rest.complete("t1", "agent1", "1");

            service.terminate();

            await().until(() -> spans.size() == 2);
            assertThat(service.output()).doesNotContain("collector-secret");
        }
        assertThat(spans).extracting(Span::getName).containsExactlyInAnyOrder("task index", "attempt 1");
        assertThat(spans).extracting(span -> hex(span.getTraceId())).containsOnly(TRACE);
        assertThat(logins).containsOnly("Bearer collector-secret");
    }

    @Test
    void collectorThatIsAwayHarmsNobody() {
        collector.stop(0);
        String endpoint = "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces";
        try (ServiceProcess service = ServiceProcess.with("swarmbot.tracing.endpoint=" + endpoint)) {
            Rest rest = Rest.of(service.server(), "default");
            rest.register("agent1");
            for (String task : List.of("t1", "t2")) {
                rest.submit(task);
                rest.claim("agent1", "0s");
                rest.start(task, "agent1");
                rest.complete(task, "agent1", "1");
            }
            service.terminate();

            assertThat(service.exitCode()).isIn(0, 143);
        }
    }
}
