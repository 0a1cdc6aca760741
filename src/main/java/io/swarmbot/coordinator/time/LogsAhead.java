package io.swarmbot.coordinator.time;

import io.swarmbot.swarm.SwarmState;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the newest event of a loaded swarm has a timestamp that this machine's clock will show only later, by more
 * than a minute. Then a clock was or is wrong: this one, that of another replica, or this one before it was set.
 * Timestamps never decrease, so new events of such a swarm get that timestamp until the clock has caught up.
 *
 * <p>Thread-safety: one thread at a time calls {@link #look} and {@link #conclude}; any thread may ask.
 */
public final class LogsAhead {

    /** Clocks of one cluster differ by less. */
    static final Duration TOLERANCE = Duration.ofMinutes(1);

    private static final Logger LOG = System.getLogger(LogsAhead.class.getName());

    /**
     * What the last round found.
     *
     * @param swarms how many logs are ahead
     * @param furthest the swarm whose log is furthest ahead
     * @param by how far that is
     */
    public record Found(int swarms, String furthest, Duration by) {}

    private final Clock clock;
    private volatile @Nullable Found found;
    // Of the round.
    private @Nullable Found next;

    public LogsAhead(Clock clock) {
        this.clock = clock;
    }

    /** What was found, if any log is ahead. */
    public Optional<Found> found() {
        return Optional.ofNullable(found);
    }

    /** Looks at one swarm of this round. */
    public void look(SwarmState state) {
        Instant newest = state.timestamp();
        Duration by = Duration.between(clock.instant(), newest);
        if (by.compareTo(TOLERANCE) > 0) {
            Found before = next;
            int swarms = before == null ? 1 : before.swarms() + 1;
            next = before == null || by.compareTo(before.by()) > 0
                    ? new Found(swarms, state.swarm(), by)
                    : new Found(swarms, before.furthest(), before.by());
        }
    }

    /** Ends the round. It is logged when the first log is ahead, and when none is any more. */
    public void conclude() {
        Found before = found;
        Found now = next;
        found = now;
        next = null;
        if (before == null && now != null) {
            LOG.log(
                    Level.WARNING,
                    () -> "the newest event of swarm " + now.furthest() + " is "
                            + now.by().toSeconds()
                            + " s ahead of this machine's clock (swarms ahead: " + now.swarms()
                            + "). A clock is wrong, or was. New events get that timestamp until the clock has caught"
                            + " up; limits and pauses are not affected");
        } else if (before != null && now == null) {
            LOG.log(Level.INFO, "no log is ahead of this machine's clock any more");
        }
    }
}
