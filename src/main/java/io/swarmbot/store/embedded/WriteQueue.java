package io.swarmbot.store.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for the writer, in order of arrival, bounded in number and in bytes.
 *
 * <p>Thread-safety: any thread may offer; only the writer takes.
 */
final class WriteQueue {

    private static final int MAX_WAITING = 20_000;
    private static final long MAX_WAITING_BYTES = 256L << 20;
    // The size of one transaction. A larger one would delay those who come after it.
    private static final int MAX_GROUP = 1_000;
    private static final long MAX_GROUP_BYTES = 4 << 20;

    private final BlockingQueue<WriteRequest> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicLong waitingBytes = new AtomicLong();

    /** Adds the request; false if there is no room for it. */
    boolean offer(WriteRequest request) {
        int size = request.size();
        if (waitingBytes.addAndGet(size) > MAX_WAITING_BYTES || !waiting.offer(request)) {
            waitingBytes.addAndGet(-size);
            return false;
        }
        return true;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Waits until there is a request, then takes as many as one transaction may have. */
    List<WriteRequest> take() throws InterruptedException {
        return groupFrom(waiting.take());
    }

    /** Takes as many requests as one transaction may have, without waiting. There may be none. */
    List<WriteRequest> poll() {
        return groupFrom(waiting.poll());
    }

    private List<WriteRequest> groupFrom(@Nullable WriteRequest first) {
        List<WriteRequest> group = new ArrayList<>();
        long bytes = 0;
        for (WriteRequest request = first; request != null; request = waiting.poll()) {
            waitingBytes.addAndGet(-request.size());
            group.add(request);
            bytes += request.size();
            if (group.size() == MAX_GROUP || bytes > MAX_GROUP_BYTES) {
                break;
            }
        }
        return group;
    }
}
