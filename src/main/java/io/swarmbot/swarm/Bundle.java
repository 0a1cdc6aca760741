package io.swarmbot.swarm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Requests that were given together, each decided and answered on its own, and the answer to all of them. Thread-safe. */
final class Bundle {

    private final List<Request> requests;
    private final AtomicInteger unanswered;
    private final CompletableFuture<List<Outcome>> outcomes = new CompletableFuture<>();

    Bundle(List<Command> commands) {
        this.requests = new ArrayList<>(commands.size());
        this.unanswered = new AtomicInteger(commands.size());
        for (Command command : commands) {
            Request request = new Request(command);
            request.answer().whenComplete((answer, failure) -> answered());
            requests.add(request);
        }
        if (commands.isEmpty()) {
            outcomes.complete(List.of());
        }
    }

    List<Request> requests() {
        return requests;
    }

    /** Completes when each request is answered, with what became of them in their order. */
    CompletableFuture<List<Outcome>> outcomes() {
        return outcomes;
    }

    private void answered() {
        if (unanswered.decrementAndGet() == 0) {
            outcomes.complete(requests.stream().map(Request::outcome).toList());
        }
    }
}
