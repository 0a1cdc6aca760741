package io.swarmbot.testing.crowd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The program of the crowd, with all members on one thread. Arguments: host, port, swarm, number of members. It reads
 * orders from its standard input, one in each line, such as {@code 7 reach 500}. It answers an order by its number when
 * it is carried out, or when something is wrong.
 */
public final class CrowdProgram {

    private static final int BUFFER_BYTES = 64 * 1024;

    private final InetSocketAddress server;
    private final Selector selector;
    private final List<Member> members = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);

    private CrowdProgram(String[] arguments) throws IOException {
        server = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        selector = Selector.open();
        Member.Kind[] kinds = Member.Kind.values();
        for (int n = 0; n < Integer.parseInt(arguments[3]); n++) {
            members.add(new Member(kinds[n % kinds.length], arguments[2], faults::add));
        }
    }

    public static void main(String[] arguments) throws IOException {
        new CrowdProgram(arguments).run();
    }

    private void run() throws IOException {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] words = order.split(" ");
            long start = System.nanoTime();
            switch (words[1]) {
                case "open" -> {
                    for (Member member : members) {
                        member.open(server, selector);
                    }
                    readUntil(Member::isConnected);
                }
                case "reach" -> {
                    long seq = Long.parseLong(words[2]);
                    readUntil(member -> member.last() >= seq);
                }
                case "cut" -> {
                    for (Member member : members) {
                        member.cut();
                    }
                    // Only now are the files closed.
                    selector.selectNow();
                }
                default -> throw new IllegalArgumentException(order);
            }
            long events = members.stream().mapToLong(Member::events).sum();
            long millis = (System.nanoTime() - start) / 1_000_000;
            String fault = faults.isEmpty() ? "" : ", " + faults.size() + " faults, the first: " + faults.get(0);
            System.out.println(order + ": " + events + " events, " + millis + " ms" + fault);
        }
    }

    /** Waits until the condition is true for all members, or something is wrong with one. */
    private void readUntil(Predicate<Member> isDone) throws IOException {
        int next = 0;
        while (next < members.size() && faults.isEmpty()) {
            if (isDone.test(members.get(next))) {
                next++;
            } else {
                selector.select(this::read);
            }
        }
    }

    private void read(SelectionKey key) {
        ((Member) key.attachment()).ready(key, buffer);
    }
}
