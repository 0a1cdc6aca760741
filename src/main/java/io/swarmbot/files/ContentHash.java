package io.swarmbot.files;

import io.swarmbot.files.store.UploadWriter;
import io.swarmbot.text.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The SHA-256 of the first bytes of an upload. The bytes before an upload is resumed may be hashed already; if not,
 * they are read again.
 *
 * <p>Thread-safety: one thread at a time.
 */
final class ContentHash {

    private static final int READ_BYTES = 64 * 1024;

    private final MessageDigest digest;
    private long length;

    ContentHash() {
        this(Sha256.begin(), 0);
    }

    private ContentHash(MessageDigest digest, long length) {
        this.digest = digest;
        this.length = length;
    }

    /** How many bytes are hashed. */
    long length() {
        return length;
    }

    /** The next bytes of the upload; the buffer's position moves past them. */
    void add(ByteBuffer bytes) {
        length += bytes.remaining();
        digest.update(bytes);
    }

    /** Hashes what the upload has and this has not. */
    void catchUp(UploadWriter upload) throws IOException {
        if (length == upload.offset()) {
            return;
        }
        ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
        while (length < upload.offset()) {
            buffer.clear().limit((int) Math.min(READ_BYTES, upload.offset() - length));
            if (upload.read(length, buffer) < 0) {
                throw new EOFException("the upload has less than " + upload.offset() + " bytes");
            }
            add(buffer.flip());
        }
    }

    /** The hash of all these bytes, in lower-case hexadecimal digits. More bytes may follow. */
    String hex() {
        return HexFormat.of().formatHex(copy().digest.digest());
    }

    /** A hash of the same bytes that goes on by itself. */
    ContentHash copy() {
        try {
            return new ContentHash((MessageDigest) digest.clone(), length);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("Java's own SHA-256 can be copied", e);
        }
    }
}
