package io.swarmbot.api;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.Fields;
import org.jspecify.annotations.Nullable;

/** The bodies of commands. */
final class Bodies {

    /** One command: its largest fields together, and room. Larger content is a file. */
    private static final int MAX_BYTES = 64 * 1024;

    private Bodies() {}

    static Fields required(byte @Nullable [] body) {
        byte[] present = body == null ? new byte[0] : body;
        if (present.length > MAX_BYTES) {
            throw new Rejection(
                    ErrorCode.TOO_BIG, "the body has " + present.length + " bytes; " + MAX_BYTES + " is the limit");
        }
        return Fields.of(present);
    }

    static Fields optional(byte @Nullable [] body) {
        return body == null || body.length == 0 ? Fields.none() : required(body);
    }
}
