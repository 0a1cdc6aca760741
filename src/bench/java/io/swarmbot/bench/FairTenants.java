package io.swarmbot.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What one tenant feels of another that asks for too much. A tenant gives commands at a fixed rate, first alone, then
 * while another gives commands as fast as asked for; each has a swarm and a token of its own, with the role admin.
 * Prints how long the answers to the first tenant took, and what became of the commands of the other.
 *
 * <p>Arguments: the service, the token of the tenant, the token of the other, commands a second of the tenant, those of
 * the other, seconds of each part.
 */
final class FairTenants {

    private static final int CONNECTIONS = 4;
    private static final int WARM_UP_SECONDS = 5;

    private final URI service;
    private final int seconds;
    private volatile boolean isOver;

    private FairTenants(URI service, int seconds) {
        this.service = service;
        this.seconds = seconds;
    }

    public static void main(String[] arguments) throws Exception {
        FairTenants bench = new FairTenants(URI.create(arguments[0]), Integer.parseInt(arguments[5]));
        int rate = Integer.parseInt(arguments[3]);
        int flood = Integer.parseInt(arguments[4]);
        Tenant tenant = bench.new Tenant("tenant", arguments[1], rate);
        Tenant other = bench.new Tenant("other", arguments[2], flood);
        tenant.start();
        TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
        tenant.measure("alone");
        other.start();
        TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
        long refused = other.refused.get();
        long done = other.done.get();
        tenant.measure("beside the other");
        System.out.printf(
                "the other: %d a second done, %d a second refused%n",
                (other.done.get() - done) / bench.seconds, (other.refused.get() - refused) / bench.seconds);
        bench.isOver = true;
        tenant.stop();
        other.stop();
    }

    /** One who gives commands at a rate, over connections that wait for no answer before the next request. */
    private final class Tenant {

        private final AtomicLong done = new AtomicLong();
        private final AtomicLong refused = new AtomicLong();
        private final List<Thread> threads = new ArrayList<>();
        private final String swarm;
        private final String token;
        private final int rate;
        private final Latencies latencies = new Latencies();

        Tenant(String swarm, String token, int rate) {
            this.swarm = swarm;
            this.token = token;
            this.rate = rate;
        }

        void start() throws IOException {
            try (Socket socket = new Socket(service.getHost(), service.getPort())) {
                InputStream in = new BufferedInputStream(socket.getInputStream());
                socket.getOutputStream().write(request("PUT", "", ""));
                statusOf(in);
                for (int n = 0; n < CONNECTIONS; n++) {
                    socket.getOutputStream().write(request("PUT", "/agents/a" + n, "{}"));
                    statusOf(in);
                }
            }
            for (int n = 0; n < CONNECTIONS; n++) {
                begin(n);
            }
        }

        private void begin(int n) throws IOException {
            Socket socket = new Socket(service.getHost(), service.getPort());
            socket.setTcpNoDelay(true);
            long[] sentAt = new long[1 << 16];
            AtomicLong sent = new AtomicLong();
            Thread writer = new Thread(() -> write(n, socket, sentAt, sent), swarm + "-writer-" + n);
            Thread reader = new Thread(() -> read(socket, sentAt, sent), swarm + "-reader-" + n);
            threads.add(writer);
            threads.add(reader);
            writer.start();
            reader.start();
        }

        private void write(int n, Socket socket, long[] sentAt, AtomicLong sent) {
            long pause = TimeUnit.SECONDS.toNanos(1) * CONNECTIONS / rate;
            long due = System.nanoTime() + pause * n / CONNECTIONS;
            try (socket) {
                OutputStream out = socket.getOutputStream();
                while (!isOver) {
                    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                        LockSupport.parkNanos(left);
                    }
                    byte[] request = request(
                            "PUT",
                            "/agents/a" + n + "/status",
                            "{\"status\":\"busy\",\"details\":{\"t_ns\":" + System.nanoTime() + "}}");
                    // From when it was due: who waits for the service does not stop the clock.
                    sentAt[(int) (sent.get() & (sentAt.length - 1))] = due;
                    sent.incrementAndGet();
                    out.write(request);
                    due += pause;
                }
            } catch (IOException e) {
                System.out.println(swarm + ": " + e);
            }
        }

        private void read(Socket socket, long[] sentAt, AtomicLong sent) {
            try {
                InputStream in = new BufferedInputStream(socket.getInputStream());
                for (long n = 0; !isOver; n++) {
                    int status = statusOf(in);
                    if (sent.get() - n >= sentAt.length) {
                        throw new IOException("too far behind");
                    }
                    latencies.add(System.nanoTime() - sentAt[(int) (n & (sentAt.length - 1))]);
                    (status < 300 ? done : refused).incrementAndGet();
                }
            } catch (IOException e) {
                if (!isOver) {
                    System.out.println(swarm + ": " + e);
                }
            }
        }

        private byte[] request(String method, String path, String body) {
            return (method + " /api/v1/swarms/" + swarm + path + " HTTP/1.1\r\nHost: " + service.getHost()
                            + "\r\nAuthorization: Bearer " + token
                            + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                            + body)
                    .getBytes(UTF_8);
        }

        void measure(String how) throws InterruptedException {
            latencies.clear();
            long before = done.get();
            TimeUnit.SECONDS.sleep(seconds);
            System.out.printf(
                    "the tenant %s: %d a second, %s%n", how, (done.get() - before) / seconds, latencies.summary());
        }

        void stop() throws InterruptedException {
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(2));
            }
        }
    }

    /** Reads one answer, and returns its status. */
    private static int statusOf(InputStream in) throws IOException {
        int status = 0;
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.startsWith("HTTP/1.1 ")) {
                status = Integer.parseInt(line.substring(9, 12));
            } else if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        in.skipNBytes(length);
        return status;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection has ended");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
