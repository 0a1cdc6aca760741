package io.swarmbot.api;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.Fields;
import org.jspecify.annotations.Nullable;

/** The bodies of commands. */
final class Bodies {

    /** One command: its largest fields together, and room. Larger content is a file. */
    private static final int MAX_BYTES = 64 * 1024;

    /** Many commands. */
    private static final int MAX_BATCH_BYTES = 1 << 20;

    private Bodies() {}

    static Fields required(byte @Nullable [] body) {
        return Fields.of(within(MAX_BYTES, body));
    }

    /** The body of a batch. */
    static byte[] batch(byte @Nullable [] body) {
        byte[] present = within(MAX_BATCH_BYTES, body);
        if (present.length == 0) {
            throw new Rejection(ErrorCode.BODY_MISSING, "commands are due");
        }
        return present;
    }

    private static byte[] within(int limit, byte @Nullable [] body) {
        byte[] present = body == null ? new byte[0] : body;
        if (present.length > limit) {
            throw new Rejection(
                    ErrorCode.TOO_BIG, "the body has " + present.length + " bytes; " + limit + " is the limit");
        }
        return present;
    }

    static Fields optional(byte @Nullable [] body) {
        return body == null || body.length == 0 ? Fields.none() : required(body);
    }
}
