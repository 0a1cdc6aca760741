package io.swarmbot.testing.crowd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The program of travellers, all on one thread. Arguments: host, port, number of clients, and the swarms as
 * {@code name=cursor}, over which the clients spread. Half of them use WebSocket, a fourth server-sent events, a fourth
 * poll. They follow their swarms all the time. Orders come over the standard input: {@code 1 open} is answered when all
 * are connected, {@code 2 reach name=seq ...} when all have come so far; both also when something is wrong.
 */
public final class TravelProgram implements Traveller.Journal {

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int LOOK_MILLIS = 5;

    private static final Traveller.Kind[] KINDS = {
        Traveller.Kind.WEBSOCKET, Traveller.Kind.EVENT_STREAM, Traveller.Kind.WEBSOCKET, Traveller.Kind.POLL
    };

    private final InetSocketAddress server;
    private final Selector selector;
    private final List<Traveller> travellers = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final Queue<String> orders = new ConcurrentLinkedQueue<>();
    private final List<String> faults = new ArrayList<>();
    private long longestAbsence;
    private String longestOf = "nobody";
    private int sentAway;
    private int refused;

    private TravelProgram(String[] arguments) throws IOException {
        server = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        selector = Selector.open();
        int swarms = arguments.length - 3;
        for (int n = 0; n < Integer.parseInt(arguments[2]); n++) {
            String[] swarm = arguments[3 + n / KINDS.length % swarms].split("=");
            travellers.add(new Traveller(KINDS[n % KINDS.length], swarm[0], swarm[1], this));
        }
    }

    public static void main(String[] arguments) throws IOException {
        TravelProgram program = new TravelProgram(arguments);
        Thread reader = new Thread(program::readOrders, "orders");
        reader.setDaemon(true);
        reader.start();
        program.run();
    }

    private void readOrders() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            in.lines().forEach(orders::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().halt(0);
    }

    private void run() throws IOException {
        while (true) {
            long now = System.nanoTime();
            for (Traveller traveller : travellers) {
                traveller.openIfDue(now, server, selector);
            }
            selector.select(this::read, LOOK_MILLIS);
            String order = orders.peek();
            if (order != null && (!faults.isEmpty() || isDone(order))) {
                orders.remove();
                answer(order);
            }
        }
    }

    private void read(SelectionKey key) {
        ((Traveller) key.attachment()).ready(key, buffer);
    }

    private boolean isDone(String order) {
        String[] words = order.split(" ");
        if (words[1].equals("open")) {
            return travellers.stream().allMatch(Traveller::isConnected);
        }
        Map<String, Long> due = new HashMap<>();
        for (int i = 2; i < words.length; i++) {
            String[] swarm = words[i].split("=");
            due.put(swarm[0], Long.valueOf(swarm[1]));
        }
        return travellers.stream().allMatch(each -> each.last() >= due.get(each.swarm()));
    }

    private void answer(String order) {
        long events = travellers.stream().mapToLong(Traveller::events).sum();
        String fault = faults.isEmpty() ? "none" : faults.size() + ", the first: " + faults.get(0);
        System.out.println(order.split(" ")[0] + ": " + events + " events, " + sentAway + " sent away, " + refused
                + " refused, longest absence " + longestAbsence / 1_000_000 + " ms (" + longestOf + "), faults: "
                + fault);
        longestAbsence = 0;
        sentAway = 0;
        refused = 0;
    }

    @Override
    public void fault(String what) {
        faults.add(what);
    }

    @Override
    public void absence(long nanos, String who) {
        if (nanos > longestAbsence) {
            longestAbsence = nanos;
            longestOf = who;
        }
    }

    @Override
    public void sentAway() {
        sentAway++;
    }

    @Override
    public void refused() {
        refused++;
    }
}
