package io.swarmbot.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The messages of a client in the order in which they came, and ways to wait for them. Thread-safe. */
abstract class Inbox implements StreamClient {

    // All guarded by this.
    private final List<JsonNode> messages = new ArrayList<>();
    private String lastCursor = "";
    private boolean hasEnded;
    private boolean isStopped;
    private Throwable failure;

    /** Takes a message. If there is a position, a client that has the message has reached it. */
    final synchronized void take(JsonNode message, String position) {
        messages.add(message);
        if (position != null) {
            lastCursor = position;
        }
        notifyAll();
    }

    final synchronized void reached(String position) {
        lastCursor = position;
        notifyAll();
    }

    final synchronized void ended() {
        hasEnded = true;
        notifyAll();
    }

    /** Ends the stream. Those who wait for something else fail with this reason. */
    final synchronized void cause(Throwable cause) {
        failure = failure == null ? cause : failure;
    }

    /** Makes everybody who waits fail with this. */
    final synchronized void failed(Throwable cause) {
        cause(cause);
        hasEnded = true;
        notifyAll();
    }

    /** Blocks the reading thread while reading is stopped. */
    final synchronized void holdWhileStopped() throws InterruptedException {
        while (isStopped) {
            wait();
        }
    }

    final synchronized boolean isStopped() {
        return isStopped;
    }

    @Override
    public synchronized void stopReading() {
        isStopped = true;
    }

    @Override
    public synchronized void readOn() {
        isStopped = false;
        notifyAll();
    }

    @Override
    public final synchronized List<JsonNode> messages() {
        return List.copyOf(messages);
    }

    @Override
    public final synchronized String lastCursor() {
        return lastCursor;
    }

    @Override
    public final JsonNode await(String type) {
        // In the envelope of CloudEvents a type has a prefix.
        return await(type, message -> {
            String found = StreamClient.typeOf(message);
            return found.equals(type) || found.equals("io.swarmbot." + type);
        });
    }

    @Override
    public final JsonNode await(String what, Predicate<JsonNode> fits) {
        int[] seen = {0};
        return await(what, () -> {
            while (seen[0] < messages.size()) {
                JsonNode message = messages.get(seen[0]++);
                if (fits.test(message)) {
                    return message;
                }
            }
            return null;
        });
    }

    @Override
    public final void awaitCursor(String cursor) {
        long due = StreamClient.seq(cursor);
        await("cursor " + cursor, () -> !lastCursor.isEmpty() && StreamClient.seq(lastCursor) >= due ? true : null);
    }

    @Override
    public final void awaitEnd() {
        await("the end", () -> hasEnded ? true : null);
    }

    /** Waits until the supplier has a value. It is called under the lock, each time that something came. */
    final synchronized <T> T await(String what, Supplier<T> look) {
        long deadline = System.nanoTime() + Patience.LIMIT.toNanos();
        while (true) {
            T found = look.get();
            if (found != null) {
                return found;
            }
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (hasEnded || millis <= 0) {
                String how = hasEnded ? "the stream ended" : Patience.LIMIT + " went by";
                List<JsonNode> newest = messages.subList(Math.max(0, messages.size() - 20), messages.size());
                throw new AssertionError(
                        how + " without " + what + "; at " + lastCursor + ", " + messages.size()
                                + " messages, the newest " + newest,
                        failure);
            }
            try {
                wait(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + what, e);
            }
        }
    }
}
