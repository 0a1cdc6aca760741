package io.swarmbot.coordinator;

import io.swarmbot.command.Command;
import io.swarmbot.command.Outcome;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.measure.CoordinatorMeter;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A command on its way, and the answer that somebody waits for.
 *
 * <p>Thread-safety: any thread, but for the turn and the alarm, which belong to the swarm's runner.
 */
public final class Request implements Inbox.Submission {

    /** Bytes that a request costs besides its content. */
    private static final int OVERHEAD = 256;

    private final Command command;
    private final @Nullable String owner;
    private final Ticker ticker;
    private final long deadlineNanos;
    private final CompletableFuture<Outcome.Committed> answer = new CompletableFuture<>();
    private final CompletableFuture<Void> impatience = new CompletableFuture<>();

    // Of the swarm's runner.
    private long turn;
    private boolean hasAlarm;

    /** A request of nobody in particular. */
    Request(Command command, Ticker ticker) {
        this(command, null, ticker);
    }

    /** @param owner whose request it is; null if nobody says so */
    Request(Command command, @Nullable String owner, Ticker ticker) {
        this.command = command;
        this.owner = owner;
        this.ticker = ticker;
        this.deadlineNanos = ticker.nanos() + command.patience().toNanos();
    }

    Command command() {
        return command;
    }

    /** The meter hears of this request, and of its answer. */
    void tell(CoordinatorMeter meter) {
        long begin = ticker.nanos();
        meter.given();
        answer.whenComplete((done, failure) -> meter.answered(command, failure, ticker.nanos() - begin));
    }

    /** Whose request it is; null if nobody says so. */
    @Nullable
    String owner() {
        return owner;
    }

    /**
     * Completes with the answer, or with a {@link Rejection}. Canceling it withdraws a request that is not decided yet.
     */
    CompletableFuture<Outcome.Committed> answer() {
        return answer;
    }

    /** What became of it. To be called only after it was answered. */
    Outcome outcome() {
        try {
            return answer.join();
        } catch (CompletionException | CancellationException failure) {
            return new Outcome.Rejected(
                    Rejections.in(failure).orElseGet(() -> new Rejection(ErrorCode.INTERNAL, "the service failed")));
        }
    }

    boolean isWithdrawn() {
        return answer.isDone();
    }

    /** How long it is still willing to wait; 0 or less if its time is up. */
    long nanosLeft() {
        return impatience.isDone() ? 0 : deadlineNanos - ticker.nanos();
    }

    /** From now on it waits no longer: it is answered with what there is. */
    void stopWaiting() {
        impatience.complete(null);
    }

    /** Runs the action once it waits no longer, or now if that is so. */
    void onImpatience(Runnable action) {
        impatience.whenComplete((nothing, never) -> action.run());
    }

    /** Its place in the order of arrival. */
    long turn() {
        return turn;
    }

    void takeTurn(long number) {
        turn = number;
    }

    /** The agent that gives the command. Only to be asked of commands that agents give. */
    String requireSpeaker() {
        return Objects.requireNonNull(command.speaker());
    }

    /** True the first time: the caller that gets it sets the alarm for the deadline. */
    boolean claimAlarm() {
        boolean isFirst = !hasAlarm;
        hasAlarm = true;
        return isFirst;
    }

    /** Bytes, about. */
    int footprint() {
        return command.size() + OVERHEAD;
    }

    void reject(Rejection rejection) {
        answer.completeExceptionally(rejection);
    }

    @Override
    public List<Request> requests() {
        return List.of(this);
    }

    @Override
    public void refuse(Rejection why) {
        reject(why);
    }
}
