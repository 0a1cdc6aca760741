package io.swarmbot.bench;

import io.swarmbot.store.Append;
import io.swarmbot.store.AppendResult;
import io.swarmbot.store.ForwardingStore;
import io.swarmbot.store.SwarmStore;
import java.util.concurrent.CompletionStage;

/** A store in front of another that takes the time of each append, from the call to the answer. */
final class TimedStore extends ForwardingStore {

    private final Latencies appends = new Latencies();

    TimedStore(SwarmStore store) {
        super(store);
    }

    Latencies appends() {
        return appends;
    }

    @Override
    public CompletionStage<AppendResult> append(String swarm, Append batch) {
        long start = System.nanoTime();
        CompletionStage<AppendResult> answer = super.append(swarm, batch);
        return answer.whenComplete((result, failure) -> appends.add(System.nanoTime() - start));
    }
}
