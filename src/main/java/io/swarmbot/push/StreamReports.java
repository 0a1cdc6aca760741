package io.swarmbot.push;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.swarmbot.store.ReadResult.GapReason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts how streams begin, are reset and are ended by this service, and what is written to them, and logs why one was
 * ended.
 *
 * <p>Thread-safety: any thread.
 */
final class StreamReports {

    private static final Logger LOG = System.getLogger(StreamReports.class.getName());

    private final MeterRegistry meters;
    private final LongAdder writes = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder events = new LongAdder();
    /** How many events the slowest stream is behind, by shard. */
    private final Map<Shard, Long> lags = new ConcurrentHashMap<>();

    StreamReports(MeterRegistry meters) {
        this.meters = meters;
        meters.more().counter("swarmbot.streams.writes", Tags.empty(), writes);
        meters.more().counter("swarmbot.streams.written.bytes", Tags.empty(), bytes);
        meters.more().counter("swarmbot.streams.written.events", Tags.empty(), events);
        meters.gauge("swarmbot.streams.lag", lags, StreamReports::greatest);
    }

    void opened(Outlet.Beginning how) {
        meters.counter("swarmbot.streams.opened", "how", how.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    /** A stream is sent so many bytes in one write. */
    void written(int size) {
        writes.increment();
        bytes.add(size);
    }

    /** So many events are part of a write. */
    void delivered(int count) {
        events.add(count);
    }

    /** So many events is the slowest stream of the shard behind. */
    void lag(Shard shard, long count) {
        lags.put(shard, count);
    }

    /** The shard has no stream any more. */
    void forget(Shard shard) {
        lags.remove(shard);
    }

    private static double greatest(Map<Shard, Long> lags) {
        return lags.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** A client has missed events, at the beginning of its stream or in the midst of it. */
    void reset(GapReason reason) {
        meters.counter("swarmbot.resets", "reason", reason.wireName()).increment();
    }

    /** @param source what the stream was of, for people */
    void ended(String source, CloseReason reason) {
        meters.counter("swarmbot.streams.ended", "reason", reason.wireName()).increment();
        boolean isFaultOfPeer = reason == CloseReason.TOO_SLOW || reason == CloseReason.TOO_MANY_UNANSWERED;
        LOG.log(
                isFaultOfPeer ? Level.INFO : Level.DEBUG,
                () -> "ended a stream of " + source + ": " + reason.wireName());
    }
}
