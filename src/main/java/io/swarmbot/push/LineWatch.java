package io.swarmbot.push;

import io.swarmbot.wire.StreamNotices;
import org.jspecify.annotations.Nullable;

/**
 * The time limits of one connection. It cuts the connection off if a limit is broken, and sends pings and heartbeats.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
final class LineWatch {

    private final Outlet outlet;
    private final Line line;
    private final Subscription subscription;
    private final long bornAt;
    private final long lifeNanos;
    /** When few enough bytes waited for the socket for the last time. */
    private long pendingSince;

    private long lastPing;
    /** Until then nothing can be due, unless a write is outstanding. */
    private long quietUntil;

    /** @param lifeNanos how long the connection may live */
    LineWatch(Outlet outlet, Line line, Subscription subscription, long lifeNanos) {
        long now = line.lastPlaced();
        this.bornAt = now;
        this.lifeNanos = lifeNanos;
        this.outlet = outlet;
        this.line = line;
        this.subscription = subscription;
        this.pendingSince = now;
        this.lastPing = now;
        this.quietUntil = now;
    }

    /** Something changed, so that the next check may not be left out. */
    void wake(long now) {
        quietUntil = now;
    }

    /** Checks the limits, and does what is due. Lets the subscription read on if it sends no heartbeat. */
    void check(long now, PushSettings settings) {
        String endOfLogin = line.endOfLogin();
        if (endOfLogin != null) {
            subscription.end(CloseReason.UNAUTHENTICATED, StreamNotices.ended(endOfLogin));
        }
        if (now - bornAt >= lifeNanos) {
            Farewell farewell = Farewell.ofAge();
            subscription.end(farewell.reason(), farewell.notice());
        }
        if (!line.isWriting() && now - quietUntil < 0) {
            return;
        }
        CloseReason broken = brokenLimit(now, settings);
        if (broken != null) {
            subscription.cut(broken);
            return;
        }
        boolean isHeartbeatDue = now - line.lastPlaced() >= silenceNanos(settings);
        if (isHeartbeatDue && subscription.isAtRest()) {
            pingWithHeartbeat(now, settings);
            subscription.writeHeartbeat();
        } else {
            if (ping(now, settings)) {
                outlet.flush();
            }
            subscription.pump();
        }
        rest(now, settings);
    }

    /** Why the connection must be cut off; null if it keeps all limits. */
    private @Nullable CloseReason brokenLimit(long now, PushSettings settings) {
        if (line.isWriting()
                && now - line.writingSince() > settings.writeTimeout().toNanos()) {
            return CloseReason.TOO_SLOW;
        }
        if (outlet.pendingBytes() <= settings.pending().maxBytes().asLongValue()) {
            pendingSince = now;
        } else if (now - pendingSince > settings.pending().timeout().toNanos()) {
            return CloseReason.TOO_SLOW;
        }
        long lastHeard = outlet.lastHeard(now);
        boolean isAsked = lastPing - lastHeard > 0;
        return isAsked && now - lastHeard > settings.pongTimeout().toNanos() ? CloseReason.SILENT : null;
    }

    /**
     * Asks the peer for a sign of life if that is due.
     *
     * @return true if a ping waits for the next write
     */
    private boolean ping(long now, PushSettings settings) {
        return pingIfDue(now, lastPing + settings.pingEvery().toNanos() + slackNanos(settings));
    }

    /**
     * Asks the peer for a sign of life if that is almost due. It goes out with a heartbeat: one write instead of two.
     */
    private void pingWithHeartbeat(long now, PushSettings settings) {
        pingIfDue(now, lastPing + settings.pingEvery().toNanos() - slackNanos(settings));
    }

    private boolean pingIfDue(long now, long due) {
        if (now - due < 0) {
            return false;
        }
        lastPing = now;
        return outlet.ping();
    }

    /** Rests until something may be due again. */
    private void rest(long now, PushSettings settings) {
        long nextHeartbeat = line.lastPlaced() + silenceNanos(settings);
        long nextPing = lastPing + settings.pingEvery().toNanos() + slackNanos(settings);
        long nextLook = now + settings.pending().timeout().toNanos() / 2;
        quietUntil = now + Math.min(nextLook - now, Math.min(nextHeartbeat - now, nextPing - now));
    }

    /** A heartbeat goes out a check early, because at the next one the silence would be too long. */
    private static long silenceNanos(PushSettings settings) {
        long most = settings.heartbeatEvery().toNanos();
        return Math.max(most / 2, most - Shard.TICK_NANOS);
    }

    private static long slackNanos(PushSettings settings) {
        return Math.min(
                settings.heartbeatEvery().toNanos() / 2, settings.pingEvery().toNanos() / 4);
    }
}
