package io.swarmbot.wire;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The check that a body, or a command of one, is UTF-8. The JSON parser would guess another encoding from the first
 * bytes, and takes sequences that are longer than the standard allows.
 */
final class Utf8 {

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private Utf8() {}

    /** @throws Rejection {@code bad_json} if the bytes are not UTF-8, or begin with a byte order mark or hold a NUL */
    static void require(byte[] body, int from, int length) {
        boolean isAscii = true;
        for (int i = from; i < from + length; i++) {
            if (body[i] == 0) {
                // JSON has no such character, but each ASCII character has one in UTF-16 and UTF-32.
                throw new Rejection(ErrorCode.BAD_JSON, "JSON in UTF-8 is due, and there is a zero byte");
            }
            isAscii &= body[i] > 0;
        }
        if (isAscii) {
            return;
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body, from, length));
            if (text.charAt(0) == BYTE_ORDER_MARK) {
                throw new Rejection(ErrorCode.BAD_JSON, "JSON has no byte order mark");
            }
        } catch (CharacterCodingException e) {
            throw new Rejection(ErrorCode.BAD_JSON, "JSON in UTF-8 is due, and there are other bytes");
        }
    }
}
