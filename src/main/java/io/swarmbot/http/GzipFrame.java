package io.swarmbot.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Deflater;

/**
 * Puts compressed parts together to one file of gzip (RFC 1952). Each part is compressed on its own, ends at a byte and
 * refers to nothing before it. So answers that begin at different times share the parts, and an answer holds no memory
 * of the library between two of them.
 *
 * <p>Thread-safety: one call at a time; static methods any thread.
 */
final class GzipFrame {

    /** The fastest one: a snapshot repeats its field names so often that the others gain little. */
    private static final int LEVEL = Deflater.BEST_SPEED;

    /** Magic number, deflate, no flags, no time, the fastest level, an unknown system. */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 4, (byte) 0xff};

    /** An empty block that says that it is the last one (RFC 1951, 3.2.6). */
    private static final byte[] LAST_BLOCK = {3, 0};

    private static final int CHECKS_BYTES = 8;

    /** The polynomial of CRC-32 (RFC 1952, 8), its lowest power in the highest bit. */
    private static final int POLYNOMIAL = 0xedb88320;

    /** The polynomial 1, and the polynomial x. */
    private static final int ONE = 1 << 31;

    private static final int X = 1 << 30;

    private boolean isBegun;
    private int checksum;
    private long length;

    /** The bytes that are sent for the next part. */
    byte[] add(CodedPart<?> part, boolean isLast) {
        checksum = isBegun ? combined(checksum, part.checksum(), part.length()) : part.checksum();
        length += part.length();
        if (isBegun && !isLast) {
            return part.bytes();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(part.bytes().length + HEADER.length + CHECKS_BYTES);
        if (!isBegun) {
            bytes.writeBytes(HEADER);
            isBegun = true;
        }
        bytes.writeBytes(part.bytes());
        if (isLast) {
            bytes.writeBytes(LAST_BLOCK);
            bytes.writeBytes(ByteBuffer.allocate(CHECKS_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(checksum)
                    .putInt((int) length)
                    .array());
        }
        return bytes.toByteArray();
    }

    /** Blocks of deflate (RFC 1951), none of which is the last one. */
    static byte[] deflate(byte[] plain) {
        Deflater deflater = new Deflater(LEVEL, true);
        try {
            deflater.setInput(plain);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(plain.length / 4 + 64);
            byte[] step = new byte[8 * 1024];
            int count;
            do {
                count = deflater.deflate(step, 0, step.length, Deflater.SYNC_FLUSH);
                bytes.write(step, 0, count);
            } while (count == step.length);
            return bytes.toByteArray();
        } finally {
            deflater.end();
        }
    }

    /**
     * The checksum of two sequences of bytes together. The checksum is the remainder of a polynomial over two elements,
     * so the first one counts times x to the power of the bits behind it.
     *
     * @param length of the second sequence in bytes
     */
    static int combined(int first, int second, int length) {
        return product(first, powerOfX(8L * length)) ^ second;
    }

    private static int powerOfX(long exponent) {
        int power = ONE;
        int square = X;
        for (long rest = exponent; rest > 0; rest >>= 1) {
            if ((rest & 1) == 1) {
                power = product(power, square);
            }
            square = product(square, square);
        }
        return power;
    }

    private static int product(int one, int other) {
        int product = 0;
        int shifted = other;
        for (int bit = ONE; bit != 0; bit >>>= 1) {
            if ((one & bit) != 0) {
                product ^= shifted;
            }
            shifted = (shifted & 1) == 0 ? shifted >>> 1 : (shifted >>> 1) ^ POLYNOMIAL;
        }
        return product;
    }
}
