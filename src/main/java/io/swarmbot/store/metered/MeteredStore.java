package io.swarmbot.store.metered;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.store.Append;
import io.swarmbot.store.AppendResult;
import io.swarmbot.store.ForwardingStore;
import io.swarmbot.store.SwarmStore;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Measures the appends to the store behind it: how long each takes and what becomes of it, and how many events it has.
 * One append is measured once, however many commands are in it.
 *
 * <p>Everything else is that of the store behind it.
 */
public final class MeteredStore extends ForwardingStore {

    private final Ticker ticker;
    private final Timer committed;
    private final Timer conflicts;
    private final Timer failures;
    private final DistributionSummary events;

    /** @param store is closed with this one */
    public MeteredStore(SwarmStore store, Ticker ticker, MeterRegistry meters) {
        super(store);
        this.ticker = ticker;
        this.committed = meters.timer("swarmbot.commit", "outcome", "committed");
        this.conflicts = meters.timer("swarmbot.commit", "outcome", "conflict");
        this.failures = meters.timer("swarmbot.commit", "outcome", "failed");
        this.events = meters.summary("swarmbot.commit.events");
    }

    @Override
    public CompletionStage<AppendResult> append(String swarm, Append append) {
        long begin = ticker.nanos();
        CompletionStage<AppendResult> result = super.append(swarm, append);
        result.whenComplete((done, failure) -> {
            timerOf(done).record(ticker.nanos() - begin, TimeUnit.NANOSECONDS);
            if (done instanceof AppendResult.Appended) {
                events.record(append.entries().size());
            }
        });
        return result;
    }

    private Timer timerOf(AppendResult done) {
        if (done instanceof AppendResult.Appended) {
            return committed;
        }
        return done instanceof AppendResult.Conflict ? conflicts : failures;
    }
}
