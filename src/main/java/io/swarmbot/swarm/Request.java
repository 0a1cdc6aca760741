package io.swarmbot.swarm;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A command on its way, and the answer that somebody waits for. */
final class Request {

    /** Bytes that a request costs besides its content. */
    private static final int OVERHEAD = 256;

    private final Command command;
    private final long deadlineNanos;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private long turn;
    private boolean isTimed;

    Request(Command command) {
        this.command = command;
        this.deadlineNanos = System.nanoTime() + command.patience().toNanos();
    }

    Command command() {
        return command;
    }

    /** Completes with the answer, or with a {@link Rejection}. Canceling it withdraws what was not decided yet. */
    CompletableFuture<Answer> answer() {
        return answer;
    }

    /** What became of it; only once it is answered. */
    Outcome outcome() {
        try {
            return answer.join();
        } catch (CompletionException | CancellationException failure) {
            return Rejection.in(failure).orElseGet(() -> new Rejection(ErrorCode.INTERNAL, "the service failed"));
        }
    }

    boolean isWithdrawn() {
        return answer.isDone();
    }

    /** How long it is still willing to wait; 0 or less where it is not. */
    long nanosLeft() {
        return deadlineNanos - System.nanoTime();
    }

    /** Its place in the order of arrival. Confined to the swarm's runner. */
    long turn() {
        return turn;
    }

    void takeTurn(long number) {
        turn = number;
    }

    /** The agent that gives the command, where only agents give it. */
    String requireSpeaker() {
        return Objects.requireNonNull(command.speaker());
    }

    /** True the first time: whoever gets it sets the alarm. Confined to the swarm's runner. */
    boolean takeTiming() {
        boolean isFirst = !isTimed;
        isTimed = true;
        return isFirst;
    }

    int footprint() {
        return command.size() + OVERHEAD;
    }

    void reject(Rejection rejection) {
        answer.completeExceptionally(rejection);
    }
}
