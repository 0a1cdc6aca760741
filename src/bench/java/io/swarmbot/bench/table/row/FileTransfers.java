package io.swarmbot.bench.table.row;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads or writes files over several connections at once, and prints as JSON how many megabytes and seconds that were.
 *
 * <p>Arguments: the port, the method, the path in which {@code {n}} is the number of the transfer, how many
 * connections, how many transfers, and how many bytes are written in one. Ends with 1 if an answer has no status of
 * success.
 */
final class FileTransfers {

    private static final int BUFFER = 1 << 18;
    private static final String SUCCESS = "HTTP/1.1 20";

    private FileTransfers() {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        int connections = Integer.parseInt(arguments[3]);
        int transfers = Integer.parseInt(arguments[4]);
        long size = Long.parseLong(arguments[5]);
        AtomicInteger next = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            long begin = System.nanoTime();
            List<Future<Long>> done = new ArrayList<>();
            for (int c = 0; c < connections; c++) {
                done.add(threads.submit(() -> {
                    long bytes = 0;
                    for (int n = next.getAndIncrement(); n < transfers; n = next.getAndIncrement()) {
                        String path = arguments[2].replace("{n}", Integer.toString(n));
                        bytes += transfer(port, arguments[1], path, size);
                    }
                    return bytes;
                }));
            }
            long bytes = 0;
            for (Future<Long> each : done) {
                bytes += each.get();
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            System.out.println("{\"mb\":" + bytes / 1e6 + ",\"seconds\":" + seconds + "}");
        } finally {
            threads.shutdownNow();
        }
    }

    /** @return how many bytes of content went over the connection */
    private static long transfer(int port, String method, String path, long size) throws IOException {
        boolean isUpload = !method.equals("GET");
        String head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + (isUpload ? "Content-Type: application/octet-stream\r\nContent-Length: " + size + "\r\n" : "")
                + "\r\n";
        byte[] buffer = new byte[BUFFER];
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(US_ASCII));
            for (long left = isUpload ? size : 0; left > 0; left -= buffer.length) {
                out.write(buffer, 0, (int) Math.min(buffer.length, left));
            }
            InputStream in = socket.getInputStream();
            int count = in.read(buffer);
            if (count < SUCCESS.length() || !SUCCESS.equals(new String(buffer, 0, SUCCESS.length(), US_ASCII))) {
                throw new IOException("The answer is none: " + new String(buffer, 0, Math.max(0, count), US_ASCII));
            }
            long read = 0;
            while (count >= 0) {
                read += count;
                count = in.read(buffer);
            }
            return isUpload ? size : read;
        }
    }
}
