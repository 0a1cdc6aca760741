package io.swarmbot.push;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.swarmbot.store.ReadResult.GapReason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
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

    StreamReports(MeterRegistry meters) {
        this.meters = meters;
        meters.more().counter("swarmbot.streams.writes", Tags.empty(), writes);
        meters.more().counter("swarmbot.streams.written.bytes", Tags.empty(), bytes);
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
