package io.swarmbot.testing;

import static io.swarmbot.testing.Patience.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A real HAProxy in front of two services, with {@code docker/redis/haproxy.cfg}. It ends with the test. */
public final class HaProxy implements AutoCloseable {

    private static final Path CONFIGURATION = Path.of("docker", "redis", "haproxy.cfg");

    private final URI address;
    private final RunningProgram program;

    private HaProxy(URI address, RunningProgram program) {
        this.address = address;
        this.program = program;
    }

    /**
     * Starts HAProxy, and waits until it has found one of the services ready. The other one may come later.
     *
     * @param changes words of the file, each followed by what is to stand in their place
     */
    public static HaProxy before(URI first, URI second, String... changes) {
        Path haproxy = Programs.require(List.of("haproxy"), "HAProxy is the load balancer in front of the replicas");
        try {
            int port = RedisProcess.freePort();
            String text = Files.readString(CONFIGURATION)
                    .replace("replica1:8080", first.getAuthority())
                    .replace("replica2:8080", second.getAuthority())
                    .replace("bind :8080", "bind 127.0.0.1:" + port);
            for (int i = 0; i < changes.length; i += 2) {
                if (!text.contains(changes[i])) {
                    throw new IllegalArgumentException(CONFIGURATION + " does not have " + changes[i]);
                }
                text = text.replace(changes[i], changes[i + 1]);
            }
            Path file = Files.writeString(Files.createTempFile("swarmbot-haproxy", ".cfg"), text);
            RunningProgram program = RunningProgram.start(List.of(haproxy.toString(), "-db", "-f", file.toString()));
            URI address = URI.create("http://127.0.0.1:" + port + "/");
            await("HAProxy")
                    .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                    .until(() -> isReady(address));
            return new HaProxy(address, program);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isReady(URI address) {
        return Rest.exchange(address, "GET", "/q/health/ready", null).statusCode() == 200;
    }

    public URI address() {
        return address;
    }

    /** What it wrote so far. */
    public String output() {
        return program.output();
    }

    @Override
    public void close() {
        program.close();
    }
}
