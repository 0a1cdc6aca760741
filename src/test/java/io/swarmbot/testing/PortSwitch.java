package io.swarmbot.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** A port that forwards to another port, which can be changed: a client sees that as a failover. Thread-safe. */
public final class PortSwitch implements AutoCloseable {

    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger answers = new AtomicInteger();
    private final int losesEvery;
    /** After so many bytes a connection is cut, as long as there are cuts left. */
    private final long cutsEvery;

    private final AtomicInteger cutsLeft;
    private final AtomicLong forwarded = new AtomicLong();
    private volatile int target;

    private PortSwitch(int target, int losesEvery, long cutsEvery, int cuts) {
        this.target = target;
        this.cutsEvery = cutsEvery;
        this.cutsLeft = new AtomicInteger(cuts);
        this.losesEvery = losesEvery;
        try {
            this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("port-switch", this::accept);
    }

    public static PortSwitch to(int port) {
        return new PortSwitch(port, Integer.MAX_VALUE, Long.MAX_VALUE, 0);
    }

    /** A port that cuts the connection instead of sending every nth answer, counted over all connections. */
    public static PortSwitch losing(int nth, int port) {
        return new PortSwitch(port, nth, Long.MAX_VALUE, 0);
    }

    /** A port that cuts a connection in the midst of what it carries, each time that so many bytes went either way. */
    public static PortSwitch cutting(int times, long everyBytes, int port) {
        return new PortSwitch(port, Integer.MAX_VALUE, everyBytes, times);
    }

    /** How many cuts are still to come. */
    public int cutsLeft() {
        return Math.max(0, cutsLeft.get());
    }

    /** How many bytes went either way, over all connections. */
    public long forwarded() {
        return forwarded.get();
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Forwards to that port from now on, and cuts off what is connected. */
    public void leadTo(int port) {
        target = port;
        cutAll();
    }

    /** Cuts off what is connected. */
    public void cutAll() {
        sockets.forEach(PortSwitch::close);
        sockets.clear();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                int port = target;
                try {
                    Socket far = new Socket(InetAddress.getLoopbackAddress(), port);
                    sockets.add(near);
                    sockets.add(far);
                    if (port != target) {
                        cutAll();
                    }
                    start("port-switch-out", () -> copy(near, far, () -> false));
                    start("port-switch-in", () -> copy(far, near, this::isLost));
                } catch (IOException nobodyThere) {
                    close(near);
                }
            } catch (IOException closed) {
                return;
            }
        }
    }

    private boolean isLost() {
        return answers.incrementAndGet() % losesEvery == 0;
    }

    private void copy(Socket from, Socket to, BooleanSupplier isLost) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[64 * 1024];
            for (int count = in.read(buffer); count >= 0 && !isLost.getAsBoolean(); count = in.read(buffer)) {
                long before = forwarded.getAndAdd(count);
                boolean isCut = before / cutsEvery < (before + count) / cutsEvery && cutsLeft.getAndDecrement() > 0;
                out.write(buffer, 0, isCut ? count / 2 : count);
                if (isCut) {
                    return;
                }
            }
        } catch (IOException cut) {
            // Both ends close; nothing else is left to do.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cutAll();
    }
}
