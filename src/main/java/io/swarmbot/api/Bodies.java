package io.swarmbot.api;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.Fields;
import org.jspecify.annotations.Nullable;

/** Checks the bodies of commands. */
final class Bodies {

    /** Bytes of one command: enough for its largest fields together. */
    static final int MAX_BYTES = 64 * 1024;

    /** Bytes of a batch, and of any body. */
    static final int MAX_BATCH_BYTES = 1 << 20;

    private Bodies() {}

    static Fields required(byte @Nullable [] body) {
        return Fields.of(within(MAX_BYTES, body));
    }

    /** The body of a batch, which must not be empty. */
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
            throw tooBig(present.length, limit);
        }
        return present;
    }

    static Rejection tooBig(long length, int limit) {
        return new Rejection(ErrorCode.TOO_BIG, "the body has " + length + " bytes; " + limit + " is the limit");
    }

    static Fields optional(byte @Nullable [] body) {
        return body == null || body.length == 0 ? Fields.none() : required(body);
    }
}
