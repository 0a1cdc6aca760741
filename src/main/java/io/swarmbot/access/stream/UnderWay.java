package io.swarmbot.access.stream;

import io.swarmbot.command.Command;
import io.swarmbot.command.Giver;
import io.swarmbot.command.Outcome;
import io.swarmbot.swarm.Rejection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A command of a stream that is not answered yet. It is compared by identity, because a client may send the same
 * command twice.
 *
 * <p>Thread-safety: any thread.
 */
final class UnderWay {

    private final Command command;
    private final CompletableFuture<Void> enough = new CompletableFuture<>();
    private final CompletableFuture<Outcome.Committed> answer;

    /** @param submission gives the command; when its argument completes, the command waits no longer */
    UnderWay(Command command, Function<CompletableFuture<Void>, CompletableFuture<Outcome.Committed>> submission) {
        this.command = command;
        this.answer = submission.apply(enough);
    }

    CompletableFuture<Outcome.Committed> answer() {
        return answer;
    }

    /** Ends the wait of a command that this giver could not give: it is answered with what there is now. */
    void waitOnlyIfAllowedTo(Giver giver) {
        try {
            giver.requireStill(command);
        } catch (Rejection forbidden) {
            enough.complete(null);
        }
    }

    /** Takes the command back, if it is not decided yet. */
    void withdraw() {
        answer.cancel(false);
    }
}
