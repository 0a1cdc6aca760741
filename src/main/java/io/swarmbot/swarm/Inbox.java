package io.swarmbot.swarm;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The commands that wait for one swarm, in order of arrival; bounded in number and bytes. Many may add, one takes. */
final class Inbox {

    private final ConcurrentLinkedQueue<Request> requests = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final int maxCount;
    private final long maxBytes;

    Inbox(int maxCount, long maxBytes) {
        this.maxCount = maxCount;
        this.maxBytes = maxBytes;
    }

    /** False where there is no room. */
    boolean offer(Request request) {
        int nowCount = count.incrementAndGet();
        long nowBytes = bytes.addAndGet(request.footprint());
        if (nowCount > maxCount || nowBytes > maxBytes) {
            forget(request);
            return false;
        }
        requests.add(request);
        return true;
    }

    @Nullable
    Request poll() {
        Request request = requests.poll();
        if (request != null) {
            forget(request);
        }
        return request;
    }

    boolean isEmpty() {
        return requests.isEmpty();
    }

    private void forget(Request request) {
        count.decrementAndGet();
        bytes.addAndGet(-request.footprint());
    }
}
