package io.swarmbot.testing;

import io.swarmbot.text.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/** The content of a large file, which is nowhere whole. Thread-safe. */
public final class LargeContent {

    /** So many bytes are made at a time. Each block is another one. */
    public static final int BLOCK = 50_000;

    private final byte[] block = new byte[BLOCK];
    private final long size;

    public LargeContent(Random random, long size) {
        random.nextBytes(block);
        this.size = size;
    }

    /** The bytes from there to the end of their block, or of the file. */
    public byte[] from(long at) {
        long start = at - at % BLOCK;
        byte[] bytes = block.clone();
        ByteBuffer.wrap(bytes).putLong(start);
        return Arrays.copyOfRange(bytes, (int) (at - start), (int) Math.min(BLOCK, size - start));
    }

    public String sha256() {
        MessageDigest digest = Sha256.begin();
        for (long at = 0; at < size; at += BLOCK) {
            digest.update(from(at));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** A place in the file from {@code least} on, before {@code most}. */
    public static long within(Random random, long least, long most) {
        return least + (long) (random.nextDouble() * (most - least));
    }
}
