package io.swarmbot.swarm;

import java.util.List;
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

    /**
     * Takes the requests, all of them or none. Those of others may come between them.
     *
     * @return false where there is no room; an empty inbox has room for whatever comes
     */
    boolean offer(List<Request> offered) {
        int number = offered.size();
        long footprint = 0;
        for (Request request : offered) {
            footprint += request.footprint();
        }
        int nowCount = count.addAndGet(number);
        long nowBytes = bytes.addAndGet(footprint);
        if (nowCount > number && (nowCount > maxCount || nowBytes > maxBytes)) {
            count.addAndGet(-number);
            bytes.addAndGet(-footprint);
            return false;
        }
        requests.addAll(offered);
        return true;
    }

    @Nullable
    Request poll() {
        Request request = requests.poll();
        if (request != null) {
            count.decrementAndGet();
            bytes.addAndGet(-request.footprint());
        }
        return request;
    }

    boolean isEmpty() {
        return requests.isEmpty();
    }
}
