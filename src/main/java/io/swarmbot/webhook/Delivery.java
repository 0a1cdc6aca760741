package io.swarmbot.webhook;

import io.swarmbot.concurrent.Backoff;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.DeliveryRow;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.NoSuchSwarmException;
import io.swarmbot.store.PageLimit;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.store.ReadResult.Page;
import io.swarmbot.wire.CloudEvents;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Delivers the events of one swarm to one webhook, in log order. It takes the row of both, reads on from the row's
 * cursor, and sends what the webhook wants. If another process has the row, it waits until that process is done or its
 * hold is over.
 *
 * <p>It keeps no event: after a pause it reads the log again. Each step sends at most one page.
 *
 * <p>Thread-safety: one step at a time; {@link Turn} sees to it. A step blocks.
 */
final class Delivery {

    /** What is to be done after a step. */
    sealed interface Next {

        /** Another step, after others had their turn. */
        record Again() implements Next {}

        /** A step after this time, or earlier if something happened. */
        record After(Duration pause) implements Next {}

        /** Nothing: everything was delivered, and the row is released. */
        record Done() implements Next {}
    }

    private static final Logger LOG = System.getLogger(Delivery.class.getName());

    private static final PageLimit PAGE = new PageLimit(100, 256 * 1024);

    /** How long a row is held after the last event, so that a row is not written for each event of a quiet swarm. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** How often to look whether the process that sends is done. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(3);

    private static final Duration SOON = Duration.ofSeconds(1);

    private final String swarm;
    private final WebhookSender sender;
    private final DeliveryContext context;
    private final Webhook webhook;
    private final LogTail tail;
    private final Hold hold;
    /** After failures of the store. */
    private final Backoff storeBackoff = new Backoff(SOON, Duration.ofSeconds(10));

    // Of the step.
    private @Nullable Cursor position;
    private int attempts;
    private Backoff backoff;
    private long retryAtNanos;
    private long idleSinceNanos;
    private boolean isIdle;
    private @Nullable DeliveryRow seen;
    private long seenNanos;

    private volatile long lag;
    private volatile boolean isRetrying;

    Delivery(String swarm, WebhookSender sender, DeliveryContext context) {
        this.swarm = swarm;
        this.sender = sender;
        this.context = context;
        this.webhook = sender.webhook();
        this.tail = new LogTail(context.store(), swarm);
        this.hold = new Hold(
                context.store(),
                swarm,
                webhook.name(),
                context.owner(),
                webhook.hold(),
                context.clock(),
                context.ticker(),
                context.timer());
        this.backoff = newBackoff();
    }

    private Backoff newBackoff() {
        return new Backoff(webhook.retryAfter(), Webhook.LONGEST_PAUSE);
    }

    String swarm() {
        return swarm;
    }

    /** How many entries of the log are still to be looked at, as this process knows. */
    long lag() {
        return lag;
    }

    /** Whether an event waits for its next try. */
    boolean isRetrying() {
        return isRetrying;
    }

    /** Whether a new event may be sent now. */
    boolean isReady() {
        return hold.isHeld() && !isRetrying;
    }

    /** Lets another process go on at once. No step may come after it. */
    CompletableFuture<Boolean> release() {
        return hold.release();
    }

    Next step() throws InterruptedException {
        try {
            Next next = tryStep();
            storeBackoff.reset();
            return next;
        } catch (NoSuchSwarmException deleted) {
            // Its row went with it.
            hold.release();
            return new Next.Done();
        } catch (RuntimeException | Error e) {
            // Whatever it is: a turn that ended without another one would hold its row for ever.
            LOG.log(Level.WARNING, () -> "webhook " + webhook.name() + " waits for the log of " + swarm + ": " + e);
            return new Next.After(Duration.ofMillis(storeBackoff.nextMillis()));
        }
    }

    private Next tryStep() throws InterruptedException {
        if (sender.isEnded()) {
            return done();
        }
        Cursor from = hold.isHeld() ? position : null;
        if (from == null) {
            Optional<Next> later = take();
            if (later.isPresent()) {
                return later.get();
            }
            from = position;
        }
        if (isRetrying && retryAtNanos - context.ticker().nanos() > 0) {
            return new Next.After(
                    Duration.ofNanos(retryAtNanos - context.ticker().nanos()));
        }
        if (from == null) {
            return new Next.After(SOON);
        }
        ReadResult read = Waits.result(context.store().read(swarm, from, PAGE));
        return read instanceof Gap gap ? deliver(gap, from) : deliver((Page) read);
    }

    private Next done() throws InterruptedException {
        isRetrying = false;
        lag = 0;
        Waits.result(hold.release());
        position = null;
        return new Next.Done();
    }

    /** Takes the row, if there is something to deliver. Otherwise says what is to be done next. */
    private Optional<Next> take() throws InterruptedException {
        DeliveryRow row = Waits.result(context.store().deliveryRows(swarm)).get(webhook.name());
        Cursor at;
        if (row == null) {
            if (!sender.hasBegun()) {
                // It is not known yet whether this swarm is older than the webhook.
                return Optional.of(new Next.After(SOON));
            }
            at = new Cursor(tail.head().epoch(), 0);
        } else {
            boolean isOwn = hold.isOwn(row);
            // If nobody else had it meanwhile, what this process knows is newer.
            at = isOwn && position != null ? position : row.cursor();
            Duration others = isOwn ? Duration.ZERO : othersHold(row);
            if (!others.isZero()) {
                return Optional.of(new Next.After(others));
            }
            if (!isOwn && !tail.hasMoreAfter(at)) {
                return Optional.of(new Next.Done());
            }
            if (!isOwn) {
                forgetTries();
            }
        }
        if (!Waits.result(hold.take(row, at))) {
            // Another process was faster, or the store does not answer.
            return Optional.of(new Next.After(SOON));
        }
        position = at;
        seen = null;
        isIdle = false;
        return Optional.empty();
    }

    /**
     * How long to wait before the row is looked at again; zero if it is free. A hold is over when its time has come, or
     * when its owner has not written for so long: so a clock that is wrong by hours holds nothing up.
     */
    private Duration othersHold(DeliveryRow row) {
        long now = context.clock().instant().toEpochMilli();
        if (!row.isHeldAt(now)) {
            return Duration.ZERO;
        }
        if (!row.equals(seen)) {
            seen = row;
            seenNanos = context.ticker().nanos();
        }
        Duration left = webhook.hold().minusNanos(context.ticker().nanos() - seenNanos);
        if (left.isNegative() || left.isZero()) {
            return Duration.ZERO;
        }
        Duration pause = shortest(Duration.ofMillis(row.untilMillis() - now), shortest(left, LOOK_AGAIN));
        // So that not all who wait come at once.
        return pause.plusMillis(ThreadLocalRandom.current().nextLong(1, SOON.toMillis()));
    }

    private static Duration shortest(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Next deliver(Page page) throws InterruptedException {
        if (page.entries().isEmpty()) {
            return idle();
        }
        isIdle = false;
        for (LogEntry entry : page.entries()) {
            lag = page.head().seq() - entry.seq() + 1;
            if (webhook.wants(entry)) {
                String id = swarm + "/" + entry.cursor();
                Optional<Next> next = send(id, CloudEvents.wrap(swarm, entry), entry.cursor());
                if (next.isPresent()) {
                    return next.get();
                }
            } else {
                moveTo(entry.cursor());
            }
        }
        return new Next.Again();
    }

    private Next deliver(Gap gap, Cursor from) throws InterruptedException {
        Cursor to = tail.afterGap(gap, from);
        byte[] body = CloudEvents.gap(
                swarm, from, to, gap.reason().wireName(), context.clock().instant());
        Optional<Next> next = send(swarm + "/" + from + "/" + to, body, to);
        if (next.isPresent()) {
            return next.get();
        }
        // Told once: the place after it is written before anything else is sent.
        return Waits.result(hold.write()) ? new Next.Again() : new Next.After(SOON);
    }

    private Next idle() throws InterruptedException {
        lag = 0;
        long now = context.ticker().nanos();
        if (!isIdle) {
            isIdle = true;
            idleSinceNanos = now;
        }
        Duration left = LINGER.minusNanos(now - idleSinceNanos);
        return left.isNegative() || left.isZero() ? done() : new Next.After(left);
    }

    /**
     * Sends one body. Empty if the next one may be sent.
     *
     * @param reached the place that the receiver has reached with it
     */
    private Optional<Next> send(String id, byte[] body, Cursor reached) throws InterruptedException {
        if (!hold.covers(webhook.timeout()) && !(Waits.result(hold.write()) && hold.covers(webhook.timeout()))) {
            return Optional.of(new Next.After(SOON));
        }
        if (sender.isEnded()) {
            return Optional.of(new Next.Again());
        }
        Post.Verdict verdict = sender.post().send(id, body);
        switch (verdict.outcome()) {
            case TAKEN -> sender.metrics().delivered();
            case GONE -> {
                sender.end(id);
                return Optional.of(new Next.Again());
            }
            case NOT_NOW, REFUSED -> {
                attempts++;
                boolean isLast = webhook.attempts() > 0
                        && (verdict.outcome() == Post.Outcome.REFUSED || attempts >= webhook.attempts());
                if (!isLast) {
                    return Optional.of(retry(id, verdict));
                }
                sender.metrics().failed();
                LOG.log(Level.WARNING, () -> notTaken(id, verdict) + ", and is not sent again");
            }
        }
        moveTo(reached);
        if (attempts > 0) {
            forgetTries();
            // If the hold is lost, the next step notices.
            Waits.result(hold.write());
        }
        return Optional.empty();
    }

    private void forgetTries() {
        attempts = 0;
        isRetrying = false;
        backoff = newBackoff();
    }

    private Next retry(String id, Post.Verdict verdict) {
        sender.metrics().retried();
        // Logged at the first, second, fourth, eighth ... time.
        if (Integer.bitCount(attempts) == 1 && webhook.attempts() == 0) {
            int times = attempts;
            LOG.log(Level.WARNING, () -> notTaken(id, verdict) + ", try " + times + "; it is tried again");
        }
        Duration pause =
                Duration.ofMillis(Math.max(backoff.nextMillis(), verdict.pause().toMillis()));
        retryAtNanos = context.ticker().nanos() + pause.toNanos();
        isRetrying = true;
        return new Next.After(pause);
    }

    private String notTaken(String id, Post.Verdict verdict) {
        return "webhook " + webhook.name() + " did not take " + id + ": " + verdict.fault();
    }

    private void moveTo(Cursor cursor) {
        position = cursor;
        hold.reach(cursor);
    }
}
