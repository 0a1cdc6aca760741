package io.swarmbot.testing;

import static io.swarmbot.testing.Patience.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A real nginx in front of the service, with its defaults and {@code gzip on}: it speaks HTTP/1.0 to the service, and
 * says the service's own address as the {@code Host}. It ends with the test.
 */
public final class Nginx implements AutoCloseable {

    private static final String CONFIGURATION = """
            daemon off;
            worker_processes 1;
            pid %1$s/pid;
            error_log stderr;
            events {}
            http {
                access_log off;
                client_body_temp_path %1$s/body;
                proxy_temp_path %1$s/proxy;
                fastcgi_temp_path %1$s/fastcgi;
                uwsgi_temp_path %1$s/uwsgi;
                scgi_temp_path %1$s/scgi;
                gzip on;
                gzip_types *;
                server {
                    listen 127.0.0.1:%2$d;
                    location / {
                        proxy_pass http://%3$s;
                        %4$s
                    }
                }
            }
            """;

    private final URI address;
    private final RunningProgram program;

    private Nginx(URI address, RunningProgram program) {
        this.address = address;
        this.program = program;
    }

    /**
     * Starts nginx, and waits until it answers.
     *
     * @param settings lines of the location, such as {@code proxy_set_header Host $http_host;}
     */
    public static Nginx before(URI service, String... settings) {
        Path nginx = Programs.require(List.of("nginx"), "nginx is the proxy in front of the service");
        try {
            Path home = Files.createTempDirectory("swarmbot-nginx");
            int port = RedisProcess.freePort();
            String text = CONFIGURATION.formatted(home, port, service.getAuthority(), String.join("\n", settings));
            // A master that runs as root would give its worker to somebody who cannot write to the directory.
            String user = "root".equals(System.getProperty("user.name")) ? "user root;\n" : "";
            Path configuration = Files.writeString(home.resolve("nginx.conf"), user + text);
            RunningProgram program = RunningProgram.start(
                    List.of(nginx.toString(), "-p", home.toString(), "-c", configuration.toString()));
            await("nginx").until(() -> isOpen(port));
            return new Nginx(URI.create("http://127.0.0.1:" + port + "/"), program);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI address() {
        return address;
    }

    private static boolean isOpen(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
