package io.swarmbot.push;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.swarm.view.InboxPage;
import io.swarmbot.swarm.view.InboxPlace;
import io.swarmbot.swarm.view.SwarmInbox;
import io.swarmbot.wire.Message;
import io.swarmbot.wire.StreamNotices;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection that follows the inbox. It has no queue: while the client has not taken what the last look found,
 * there is no further look, and the next one finds everything that changed meanwhile.
 *
 * <p>Thread-safety: {@link #beginLook}, {@link #show} and {@link #endLook} on any thread, one look after another; the
 * rest is confined to the connection's event loop, unless a method says otherwise.
 */
final class InboxStream {

    /** The longest silence, whatever the settings say. */
    private static final Duration MOST_SILENCE = Duration.ofSeconds(10);

    /** Even if nothing happened: swarms that were made elsewhere become known, and old failures go by time. */
    private static final Duration LOOK_AT_LEAST_EVERY = Duration.ofSeconds(10);

    private final Predicate<String> swarms;
    private final Admission admission;
    private final Outlet outlet;
    private final Supplier<ByteBuf> comment;
    private final EventLoop loop;
    private final InboxStreams streams;
    private final Ticker ticker;
    private final long silenceNanos;
    private final long writeTimeoutNanos;
    private final long bornAt;
    private final long lifeNanos;

    /** Whether a look is under way, or the client has not taken what it found. It guards the next three fields. */
    private final AtomicBoolean isBusy = new AtomicBoolean();

    private final ShownInbox shown = new ShownInbox();
    private long seenChange = -1;
    private long lookedAt;

    // Confined to the event loop.
    private List<Message> waiting = List.of();
    private boolean isBegun;
    private boolean isWriting;
    private long lastWrite;
    private @Nullable CloseReason ending;
    private boolean isClosed;

    /**
     * Sends nothing before the first look.
     *
     * @param swarms the names of those that the client may steer
     * @param comment bytes that say nothing, for when there is nothing to say
     */
    InboxStream(
            Predicate<String> swarms,
            Admission admission,
            Outlet outlet,
            Supplier<ByteBuf> comment,
            EventLoop loop,
            InboxStreams streams,
            PushSettings settings,
            Ticker ticker) {
        this.swarms = swarms;
        this.admission = admission;
        this.outlet = outlet;
        this.comment = comment;
        this.loop = loop;
        this.streams = streams;
        this.ticker = ticker;
        this.lastWrite = ticker.nanos();
        // A turn early: the next one would be too late.
        this.silenceNanos =
                Math.min(MOST_SILENCE.toNanos(), settings.heartbeatEvery().toNanos()) - InboxStreams.TURN.toNanos();
        this.writeTimeoutNanos = settings.writeTimeout().toNanos();
        this.bornAt = lastWrite;
        this.lifeNanos = Farewell.lifeNanos(settings.maxConnectionAge());
    }

    boolean isOf(String swarm) {
        return swarms.test(swarm);
    }

    /**
     * Begins a look if one is due and the client has taken what the last one found. Then either {@link #show} or
     * {@link #endLook} follows.
     *
     * @param change counts what happened in all swarms
     */
    boolean beginLook(long change) {
        if (!isBusy.compareAndSet(false, true)) {
            return false;
        }
        boolean isDue = seenChange != change || ticker.nanos() - lookedAt >= LOOK_AT_LEAST_EVERY.toNanos();
        if (!isDue) {
            endLook();
        }
        return isDue;
    }

    /** Ends a look that found nothing. */
    void endLook() {
        isBusy.set(false);
    }

    /** Sends what changed since the last look. */
    void show(List<SwarmInbox> inboxes, long change, Instant now) {
        try {
            InboxPage page = new InboxPage(InboxPlace.BEGIN, ShownInbox.SIZE, now);
            inboxes.stream().filter(each -> isOf(each.swarm())).forEach(each -> each.addTo(page));
            List<Message> news = shown.update(page);
            seenChange = change;
            lookedAt = ticker.nanos();
            if (news.isEmpty()) {
                endLook();
            } else {
                loop.execute(() -> send(news));
            }
        } catch (RuntimeException | Error failure) {
            loop.execute(() -> fail(failure));
        }
    }

    /** Ends the connection in its protocol's own way, after the outstanding write and the farewell. Any thread. */
    void sendAway(Farewell farewell) {
        loop.schedule(() -> endNow(farewell.reason(), farewell.notice()), farewell.delayNanos(), TimeUnit.NANOSECONDS);
    }

    /** Looks after the connection, about once a second. Any thread. */
    void tick() {
        loop.execute(this::check);
    }

    /** Gives everything back, because the connection is gone or was never opened. May be called twice. */
    void close() {
        if (!isClosed) {
            isClosed = true;
            waiting = List.of();
            streams.remove(this);
            admission.release();
        }
    }

    /** Ends the connection at once, whatever its socket still holds. */
    private void cut(CloseReason reason) {
        if (!isClosed) {
            release(reason);
            outlet.reset();
        }
    }

    /** Ends a stream that would stand still otherwise. */
    private void fail(Throwable failure) {
        streams.reportFailure(failure);
        cut(CloseReason.FAILED);
    }

    /** Gives everything back, and says why the service ended the stream. */
    private void release(CloseReason reason) {
        streams.reportEnded(reason);
        admission.endFor(reason);
        close();
    }

    private void send(List<Message> news) {
        isBegun = true;
        if (ending == null && !isClosed) {
            waiting = news;
            pump();
        }
    }

    private void endNow(CloseReason reason, Message farewell) {
        if (ending == null && !isClosed) {
            ending = reason;
            List<Message> last = new ArrayList<>(waiting);
            last.add(farewell);
            waiting = last;
            pump();
        }
    }

    private void pump() {
        if (isClosed || isWriting) {
            return;
        }
        if (!waiting.isEmpty()) {
            List<Message> next = waiting;
            waiting = List.of();
            write(() -> outlet.framing().frame(next), () -> {
                endLook();
                goOn();
            });
        } else if (ending != null) {
            CloseReason reason = ending;
            release(reason);
            outlet.close(reason);
        }
    }

    /** Writes bytes and releases them. If that fails, the stream ends, and no other one of the loop. */
    private void write(Supplier<ByteBuf> content, Runnable whenTaken) {
        isWriting = true;
        lastWrite = ticker.nanos();
        try {
            ByteBuf bytes = content.get();
            try {
                outlet.write(bytes, whenTaken);
            } finally {
                bytes.release();
            }
        } catch (RuntimeException | Error failure) {
            fail(failure);
        }
    }

    private void goOn() {
        isWriting = false;
        pump();
    }

    private void check() {
        if (isClosed) {
            return;
        }
        String endOfLogin = admission.end();
        if (endOfLogin != null) {
            endNow(CloseReason.UNAUTHENTICATED, StreamNotices.ended(endOfLogin));
        }
        long now = ticker.nanos();
        if (now - bornAt >= lifeNanos) {
            Farewell farewell = Farewell.ofAge();
            endNow(farewell.reason(), farewell.notice());
        }
        long since = now - lastWrite;
        if (isWriting && since > writeTimeoutNanos) {
            cut(CloseReason.TOO_SLOW);
        } else if (isBegun && !isClosed && !isWriting && since >= silenceNanos) {
            write(comment, this::goOn);
        }
    }
}
