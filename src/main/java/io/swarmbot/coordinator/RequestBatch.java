package io.swarmbot.coordinator;

import io.swarmbot.command.Command;
import io.swarmbot.command.Outcome;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.Inbox.Submission;
import io.swarmbot.coordinator.measure.CoordinatorMeter;
import io.swarmbot.swarm.Rejection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Requests that were given together. Each is decided and answered on its own; the batch is answered after all of them.
 *
 * <p>Thread-safety: any thread.
 */
final class RequestBatch implements Submission {

    private final List<Request> requests;
    private final AtomicInteger unanswered;
    private final CompletableFuture<List<Outcome>> outcomes = new CompletableFuture<>();

    /** @param owner whose requests they are; null if nobody says so */
    RequestBatch(List<Command> commands, @Nullable String owner, Ticker ticker, CoordinatorMeter meter) {
        this.requests = new ArrayList<>(commands.size());
        this.unanswered = new AtomicInteger(commands.size());
        for (Command command : commands) {
            Request request = new Request(command, owner, ticker);
            request.tell(meter);
            request.answer().whenComplete((answer, failure) -> countAnswer());
            requests.add(request);
        }
    }

    @Override
    public List<Request> requests() {
        return requests;
    }

    /** Nobody answers a batch of no commands: it is done as soon as its swarm takes it. */
    @Override
    public void accept() {
        if (requests.isEmpty()) {
            outcomes.complete(List.of());
        }
    }

    @Override
    public void refuse(Rejection why) {
        outcomes.completeExceptionally(why);
    }

    /** Completes when each request is answered, with their outcomes in their order. */
    CompletableFuture<List<Outcome>> outcomes() {
        return outcomes;
    }

    private void countAnswer() {
        if (unanswered.decrementAndGet() == 0) {
            outcomes.complete(requests.stream().map(Request::outcome).toList());
        }
    }
}
