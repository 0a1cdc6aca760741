package io.swarmbot.push;

import io.netty.buffer.ByteBuf;
import io.swarmbot.push.Feed.SharedSnapshot;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.ReadResult.Gap;
import io.swarmbot.wire.Message;
import io.swarmbot.wire.Notices;
import io.swarmbot.wire.SnapshotPart;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection's cursor in the log. It has at most one write outstanding, and no queue of events: when the socket has
 * taken what it was given, it reads on from where it is, however much came meanwhile.
 *
 * <p>Ordering: notices that open the stream, then the snapshot where one was asked for, then events in log order without a
 * gap or repeat, or {@code reset}. Answers to commands come between.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
public final class Subscription {

    /** What one turn may write to a socket that takes everything at once: the others of its loop wait meanwhile. */
    private static final int MAX_STEPS = 16;

    private final Feed feed;
    private final Shard shard;
    private final Outlet outlet;
    private final Framing framing;
    private final Cohort cohort;
    private final boolean wantsSnapshot;
    private final Runnable whenTaken = this::taken;

    /** Where the stream goes on from: said before anything that lies behind. */
    private final ArrayDeque<Message> notices = new ArrayDeque<>(2);

    /** Said between events. The transport bounds them by what it lets be unanswered. */
    private final ArrayDeque<Message> answers = new ArrayDeque<>(1);

    /** Where the shard has it in its list. The shard's. */
    int slot;

    private long position;
    /** The life of the log that the position is in. */
    private int life;

    /** What the socket is taking, where others may share it. */
    private @Nullable Batch underWay;

    private @Nullable SharedSnapshot snapshot;
    private SnapshotPart.Place place = SnapshotPart.Place.START;
    private boolean isPumping;
    private boolean isWriting;
    private boolean isReading;
    /** It could not be read, and is not asked again before the next tick. */
    private boolean isStoreAwaited;

    /** Tells a page that was asked for before a reset from one asked for after it. */
    private int resets;

    private boolean isClosed;
    private @Nullable CloseReason ending;
    private boolean isTurnOfAnswers = true;
    private int writtenAnswers;
    private long writingSince;
    private long pendingSince;
    /** When the peer was last told where it is. Answers to commands do not tell. */
    private long lastPlaced;

    private long lastPing;
    /** Until then there is nothing to look after, unless a write is outstanding. */
    private long quietUntil;

    Subscription(Feed feed, Shard shard, Outlet outlet, StreamRequest request, long now) {
        this.feed = feed;
        this.shard = shard;
        this.outlet = outlet;
        this.framing = request.envelope().around(outlet.framing(), feed.swarm());
        this.cohort = shard.cohort(new Cohort.Key(request.filter(), request.pace(), framing));
        this.wantsSnapshot = request.snapshot();
        this.life = feed.life();
        this.lastPlaced = now;
        this.quietUntil = now;
        this.lastPing = now;
        this.pendingSince = now;
    }

    // --- What the transport says ---

    /** Sends an answer to a command, between events. */
    public void answer(Message message) {
        if (!isClosed && ending == null) {
            answers.add(message);
            pump();
        }
    }

    /** Answers that the socket has not taken yet. */
    public int unsentAnswers() {
        return answers.size() + writtenAnswers;
    }

    /** Says farewell when what is under way was taken, and ends the connection. */
    public void end(CloseReason reason, @Nullable Message farewell) {
        if (isClosed || ending != null) {
            return;
        }
        if (farewell != null) {
            answers.add(farewell);
        }
        ending = reason;
        pump();
    }

    /** Whether it takes nothing more from its peer. */
    public boolean isEnding() {
        return ending != null || isClosed;
    }

    /** Frees the connection at once. */
    public void cut(CloseReason reason) {
        if (!isClosed) {
            shard.reportCut(reason);
            closed();
            outlet.reset();
        }
    }

    /** The connection is no more. May be said twice. */
    public void closed() {
        if (!isClosed) {
            isClosed = true;
            notices.clear();
            answers.clear();
            snapshot = null;
            letGo();
            shard.remove(this);
        }
    }

    Cohort cohort() {
        return cohort;
    }

    // --- How it starts ---

    /** From the given place; the peer is told whether that is where it asked to go on. */
    void startAt(Cursor cursor, boolean resumed) {
        position = cursor.seq();
        notices.add(Notices.connected(feed.swarm(), cursor, resumed, true));
    }

    void startWithSnapshot() {
        beginSnapshot();
        notices.add(Notices.connected(feed.swarm(), feed.at(position), false, false));
    }

    /** At the head, since where it was cannot be gone on from. */
    void startWithReset(Gap gap) {
        Cursor head = resetTarget(gap.head());
        notices.add(Notices.connected(feed.swarm(), head, false, false));
        notices.add(Notices.reset(feed.swarm(), gap.reason().wireName(), head, !wantsSnapshot));
    }

    /**
     * The log is another one behind a certain place: who has read further starts anew, who has not goes on. Until it is
     * told, a subscription delivers nothing of the log's new life.
     */
    void lost(Gap gap, int newLife) {
        life = newLife;
        if (position > gap.shared()) {
            reset(gap);
        } else {
            // A page of what was lost may be on its way.
            resets++;
        }
        pump();
    }

    /** The log was trimmed or lost under this cursor. */
    private void reset(Gap gap) {
        resets++;
        Cursor head = resetTarget(gap.head());
        notices.add(Notices.reset(feed.swarm(), gap.reason().wireName(), head, !wantsSnapshot));
    }

    private Cursor resetTarget(Cursor head) {
        if (wantsSnapshot) {
            beginSnapshot();
            return feed.at(position);
        }
        snapshot = null;
        position = head.seq();
        return head;
    }

    private void beginSnapshot() {
        SharedSnapshot shared = feed.snapshot();
        snapshot = shared;
        place = SnapshotPart.Place.START;
        position = shared.state().cursor().seq();
    }

    // --- The pump ---

    /** Writes what there is to write, one thing after another, until a write is outstanding. */
    void pump() {
        if (isPumping) {
            // A write that is taken at once says so before it returns.
            return;
        }
        isPumping = true;
        try {
            int steps = 0;
            while (!isClosed && !isWriting && !isReading && step()) {
                if (++steps == MAX_STEPS) {
                    shard.execute(this::pump);
                    break;
                }
            }
        } catch (RuntimeException | Error failure) {
            failed(failure);
        } finally {
            isPumping = false;
        }
    }

    /** Better no stream than one that stands still: its client comes back by its cursor. */
    private void failed(Throwable failure) {
        shard.reportFailure(failure);
        cut(CloseReason.FAILED);
    }

    /** Does the next thing; false where there is nothing to do. */
    private boolean step() {
        if (!notices.isEmpty()) {
            writeOwn(framing.frame(takeFrom(notices)));
        } else if (!answers.isEmpty() && !isTurnOfEvents()) {
            writeAnswers();
        } else if (ending != null) {
            finish(ending);
        } else if (snapshot != null) {
            isTurnOfAnswers = true;
            writePart(snapshot);
        } else if (isBehind()) {
            isTurnOfAnswers = true;
            deliver();
        } else {
            return false;
        }
        return true;
    }

    /** Whoever gives commands without a pause must not be kept from its events by the answers. */
    private boolean isTurnOfEvents() {
        return !isTurnOfAnswers && ending == null && (snapshot != null || isBehind());
    }

    private boolean isBehind() {
        return isOfThisLife() && position < cohort.limit() && !isStoreAwaited;
    }

    private void writeAnswers() {
        isTurnOfAnswers = false;
        List<Message> messages = takeFrom(answers);
        writtenAnswers = messages.size();
        writeOwn(framing.frame(messages));
    }

    /** The first of them, as many as one write takes. */
    private static List<Message> takeFrom(ArrayDeque<Message> waiting) {
        List<Message> messages = new ArrayList<>();
        int bytes = 0;
        while (!waiting.isEmpty() && bytes < Shard.MAX_WRITE_BYTES) {
            Message message = waiting.poll();
            messages.add(message);
            bytes += message.json().length;
        }
        return messages;
    }

    private void writePart(SharedSnapshot shared) {
        Cohort.Part part = cohort.part(shared, place);
        if (part.next() == null) {
            snapshot = null;
        } else {
            place = part.next();
        }
        hand(part.batch());
    }

    private void deliver() {
        Batch batch = cohort.after(position);
        if (!isOfThisLife()) {
            // It ended while we looked; we are about to be told.
            if (batch != null) {
                batch.release();
            }
        } else if (batch == null) {
            readStore();
        } else {
            write(batch);
        }
    }

    private boolean isOfThisLife() {
        return life == feed.life();
    }

    /** The memory does not reach back so far: one page from the store, and on from there. */
    private void readStore() {
        isReading = true;
        int before = resets;
        cohort.read(position, (batch, gap, failure) -> {
            isReading = false;
            if (!isClosed && before == resets) {
                wasRead(batch, gap, failure);
            } else if (batch != null) {
                batch.release();
            }
            pump();
        });
    }

    private void wasRead(@Nullable Batch batch, @Nullable Gap gap, @Nullable Throwable unread) {
        try {
            if (gap != null) {
                reset(gap);
            } else if (batch != null) {
                write(batch);
            } else {
                // The next tick tries again; until then the stream stands still at its cursor.
                isStoreAwaited = true;
                quietUntil = shard.now();
                shard.readFailed(unread);
            }
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    private void write(Batch batch) {
        position = batch.to();
        hand(batch);
    }

    /** Gives a batch to the socket, which holds it until it has taken it. */
    private void hand(Batch batch) {
        underWay = batch;
        if (batch.bytes() == null) {
            letGo();
        } else {
            write(batch.bytes());
            lastPlaced = writingSince;
        }
    }

    private void letGo() {
        if (underWay != null) {
            underWay.release();
            underWay = null;
        }
    }

    private void writeOwn(ByteBuf bytes) {
        try {
            write(bytes);
        } finally {
            bytes.release();
        }
    }

    private void write(ByteBuf bytes) {
        isWriting = true;
        writingSince = shard.now();
        outlet.write(bytes, whenTaken);
    }

    private void taken() {
        isWriting = false;
        writtenAnswers = 0;
        letGo();
        pump();
    }

    private void finish(CloseReason reason) {
        shard.reportCut(reason);
        closed();
        outlet.close(reason);
    }

    // --- The watch ---

    /** Looks after the connection, about once a second. */
    void tick(long now, PushSettings settings) {
        try {
            look(now, settings);
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    private void look(long now, PushSettings settings) {
        isStoreAwaited = false;
        if (!isWriting && now - quietUntil < 0) {
            return;
        }
        if (isWriting && now - writingSince > settings.writeTimeout().toNanos()) {
            cut(CloseReason.TOO_SLOW);
            return;
        }
        if (outlet.pendingBytes() <= settings.maxPendingBytes()) {
            pendingSince = now;
        } else if (now - pendingSince > settings.pendingTimeout().toNanos()) {
            cut(CloseReason.TOO_SLOW);
            return;
        }
        long lastHeard = outlet.lastHeard();
        boolean isAsked = lastPing - lastHeard > 0;
        if (isAsked && now - lastHeard > settings.pongTimeout().toNanos()) {
            cut(CloseReason.SILENT);
            return;
        }
        boolean isHeartbeat =
                isAtRest() && now - lastPlaced >= settings.heartbeatEvery().toNanos();
        // A ping goes with a heartbeat where one is near: that is one write rather than two.
        long slack = Math.min(
                settings.heartbeatEvery().toNanos() / 2, settings.pingEvery().toNanos() / 4);
        long pingDue = lastPing + settings.pingEvery().toNanos() + (isHeartbeat ? -slack : slack);
        boolean isPinged = now - pingDue >= 0;
        if (isPinged) {
            lastPing = now;
            isPinged = outlet.ping();
        }
        if (isHeartbeat) {
            writeOwn(cohort.heartbeat(position));
            lastPlaced = writingSince;
        } else {
            if (isPinged) {
                outlet.flush();
            }
            pump();
        }
        long nextHeartbeat = lastPlaced + settings.heartbeatEvery().toNanos();
        long nextPing = lastPing + settings.pingEvery().toNanos() + slack;
        long nextLook = now + settings.pendingTimeout().toNanos() / 2;
        quietUntil = now + Math.min(nextLook - now, Math.min(nextHeartbeat - now, nextPing - now));
    }

    private boolean isAtRest() {
        boolean hasNothingToSay = notices.isEmpty() && answers.isEmpty() && snapshot == null && ending == null;
        return !isClosed && !isWriting && !isReading && hasNothingToSay && isOfThisLife();
    }
}
