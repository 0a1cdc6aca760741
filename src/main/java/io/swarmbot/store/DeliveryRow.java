package io.swarmbot.store;

import java.util.Objects;

/**
 * How far a log was delivered to one receiver, and who delivers it now.
 *
 * @param cursor the receiver has everything up to here
 * @param owner the process that delivers, or an empty text if none does. It has no line break
 * @param untilMillis until when the owner may deliver, in milliseconds since 1970; after it another process may take
 *     over
 */
public record DeliveryRow(Cursor cursor, String owner, long untilMillis) {

    public DeliveryRow {
        Objects.requireNonNull(cursor);
        if (owner.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("the name of an owner has a line break");
        }
    }

    /** Whether somebody may deliver at that time. */
    public boolean isHeldAt(long millis) {
        return !owner.isEmpty() && millis < untilMillis;
    }
}
