package io.swarmbot.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A receiver that answers one request for each connection, in ways in which no receiver should. */
final class RudeReceiver implements AutoCloseable {

    /** What it does with a request. */
    enum Manner {
        ENDLESS_BODY,
        HEAD_AND_NOTHING,
        HEAD_OF_AN_ERROR_AND_NOTHING,
        HEAD_THAT_DRIPS,
        NOTHING,
        HANGS_UP,
        NO_HTTP,
        SHORTER_THAN_SAID,
        /** A good answer. */
        POLITE
    }

    private static final byte[] FILL = "x".repeat(1024).getBytes(US_ASCII);

    private final ServerSocket server;
    private final Queue<Manner> manners;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicLong written = new AtomicLong();
    private final AtomicInteger cutOff = new AtomicInteger();

    /** @param manners one for each request; further ones get {@link Manner#POLITE} */
    RudeReceiver(List<Manner> manners) {
        this.manners = new ArrayDeque<>(manners);
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread accepting = new Thread(this::accept, "rude-receiver");
        accepting.setDaemon(true);
        accepting.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/hook");
    }

    /** The heads of the requests. */
    List<String> requests() {
        return requests;
    }

    /** The bytes of endless bodies that left so far. */
    long written() {
        return written.get();
    }

    /** The connections that the sender closed while an answer was not at its end. */
    int cutOff() {
        return cutOff.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.add(socket);
                Manner manner = manners.isEmpty() ? Manner.POLITE : manners.remove();
                Thread answering = new Thread(() -> answer(socket, manner), "rude-" + manner);
                answering.setDaemon(true);
                answering.start();
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void answer(Socket socket, Manner manner) {
        try (socket) {
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            requests.add(head.toString());
            answer(manner, in, socket.getOutputStream());
        } catch (IOException e) {
            cutOff.incrementAndGet();
        }
    }

    private void answer(Manner manner, InputStream in, OutputStream out) throws IOException {
        switch (manner) {
            case ENDLESS_BODY -> {
                say(out, "HTTP/1.1 200 OK\r\n\r\n");
                while (true) {
                    out.write(FILL);
                    written.addAndGet(FILL.length);
                }
            }
            case HEAD_AND_NOTHING -> {
                say(out, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
                awaitEnd(in);
            }
            case HEAD_OF_AN_ERROR_AND_NOTHING -> {
                say(out, "HTTP/1.1 500 Oh\r\nTransfer-Encoding: chunked\r\n\r\n");
                awaitEnd(in);
            }
            case HEAD_THAT_DRIPS -> {
                say(out, "HTTP/1.1 200 OK\r\nX-A: ");
                awaitEnd(in);
            }
            case NOTHING -> awaitEnd(in);
            case HANGS_UP -> {}
            case NO_HTTP -> say(out, "220 mail.example.org ESMTP\r\n");
            case SHORTER_THAN_SAID -> say(out, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nshort");
            case POLITE -> say(out, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        }
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(US_ASCII));
        out.flush();
    }

    /** Waits until the sender closes the connection. */
    private void awaitEnd(InputStream in) throws IOException {
        while (in.read() >= 0) {
            // The rest of the request.
        }
        cutOff.incrementAndGet();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
