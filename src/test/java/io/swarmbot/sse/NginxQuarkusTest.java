package io.swarmbot.sse;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Programs;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.RawConnection.Response;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.RunningProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Event streams come through nginx as they are sent, however little its configuration says. */
@QuarkusTest
class NginxQuarkusTest {

    @TestHTTPResource("/")
    URI server;

    @TempDir
    Path directory;

    /** Without a setting nginx speaks HTTP/1.0 to the service, and buffers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "gzip on;",
                "gzip on; gzip_types *; gzip_min_length 0;",
                "proxy_http_version 1.1; gzip on; gzip_types *;"
            })
    void eventsComeThroughNginxAsTheyAreSent(String settings) throws IOException {
        Rest rest = Rest.inNewSwarm(server);
        int port = freePort();
        try (RunningProgram nginx = start(port, settings);
                RawConnection connection = RawConnection.to(awaitListening(port))) {
            Response head = connection
                    .request("GET", rest.path() + "/events", "Accept", "text/event-stream", "Accept-Encoding", "gzip")
                    .receiveHead();
            assertThat(head.status()).isEqualTo(200);
            InputStream body = connection.body(head);
            InputStream text = head.header("Content-Encoding").equals("gzip") ? new GZIPInputStream(body, 1) : body;

            assertThat(readUntil(text, "\"protocol\":1}\n\n")).contains("event: connected");
            for (int n = 0; n < 3; n++) {
                String cursor = rest.register("agent" + n);
                assertThat(readUntil(text, "\n\n")).contains("id: " + cursor + "\n");
            }
        }
    }

    private RunningProgram start(int port, String settings) throws IOException {
        Path program = Programs.require(List.of("nginx"), "nginx, for event streams behind it");
        Path file = directory.resolve("nginx.conf");
        Files.writeString(file, """
                daemon off;
                pid %1$s/pid;
                error_log %1$s/error.log;
                events {}
                http {
                    access_log off;
                    client_body_temp_path %1$s/body;
                    proxy_temp_path %1$s/proxy;
                    fastcgi_temp_path %1$s/fastcgi;
                    uwsgi_temp_path %1$s/uwsgi;
                    scgi_temp_path %1$s/scgi;
                    server {
                        listen 127.0.0.1:%2$d;
                        %3$s
                        location / { proxy_pass http://%4$s; }
                    }
                }
                """.formatted(directory, port, settings, server.getAuthority()));
        return RunningProgram.start(List.of(program.toString(), "-c", file.toString(), "-e", directory + "/error.log"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static URI awaitListening(int port) {
        URI address = URI.create("http://127.0.0.1:" + port + "/");
        await().ignoreExceptionsInstanceOf(UncheckedIOException.class).until(() -> {
            RawConnection.to(address).close();
            return true;
        });
        return address;
    }

    private static String readUntil(InputStream in, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("ended after " + text);
            }
            text.append((char) next);
        }
        return text.toString();
    }
}
