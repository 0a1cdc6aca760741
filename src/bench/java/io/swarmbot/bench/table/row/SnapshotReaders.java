package io.swarmbot.bench.table.row;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads one path over several connections at once, and prints as JSON when the first bytes and the last ones came.
 *
 * <p>Arguments: the port, the path, how many readers. Ends with 1 if an answer is none with the status 200.
 */
final class SnapshotReaders {

    private static final int BUFFER = 1 << 18;
    private static final String OK = "HTTP/1.1 200 ";

    private SnapshotReaders() {}

    /** When an answer began and ended, in nanoseconds after it was asked for. */
    private record Times(long firstByte, long whole) {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        byte[] request = ("GET " + arguments[1] + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                .getBytes(US_ASCII);
        int readers = Integer.parseInt(arguments[2]);
        CountDownLatch connected = new CountDownLatch(readers);
        ExecutorService threads = Executors.newFixedThreadPool(readers);
        try {
            List<Future<Times>> answers = new ArrayList<>();
            for (int n = 0; n < readers; n++) {
                answers.add(threads.submit(() -> read(port, request, connected)));
            }
            List<Times> times = new ArrayList<>();
            for (Future<Times> answer : answers) {
                times.add(answer.get());
            }
            long[] first = times.stream().mapToLong(Times::firstByte).sorted().toArray();
            long whole = times.stream().mapToLong(Times::whole).max().orElseThrow();
            System.out.println("{\"first_byte_p50_ms\":" + first[first.length / 2] / 1e6 + ",\"first_byte_max_ms\":"
                    + first[first.length - 1] / 1e6 + ",\"whole_max_ms\":" + whole / 1e6 + "}");
        } finally {
            threads.shutdownNow();
        }
    }

    private static Times read(int port, byte[] request, CountDownLatch connected)
            throws IOException, InterruptedException {
        byte[] buffer = new byte[BUFFER];
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            connected.countDown();
            connected.await();
            long begin = System.nanoTime();
            socket.getOutputStream().write(request);
            InputStream in = socket.getInputStream();
            int count = in.read(buffer);
            long firstByte = System.nanoTime() - begin;
            if (count < OK.length() || !OK.equals(new String(buffer, 0, OK.length(), US_ASCII))) {
                throw new IOException("The answer is none: " + new String(buffer, 0, Math.max(0, count), US_ASCII));
            }
            while (count >= 0) {
                count = in.read(buffer);
            }
            return new Times(firstByte, System.nanoTime() - begin);
        }
    }
}
