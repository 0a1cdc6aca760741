package io.swarmbot.files;

import io.swarmbot.files.store.FileStore;
import io.swarmbot.files.store.Upload;
import io.swarmbot.files.store.UploadWriter;
import io.swarmbot.files.tus.TusChecksum;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes the bytes of one request for one upload: writes and hashes them, and judges them at the end.
 *
 * <p>Thread-safety: one call at a time, on a thread that may wait for the store.
 */
final class UploadSink {

    private final FileStore store;
    private final Hashes hashes;
    private final UploadWriter writer;
    private Upload upload;
    private ContentHash hash;
    /** The hash of the bytes before this request, as long as those of the request are on trial. */
    private @Nullable ContentHash before;

    private @Nullable TusChecksum checksum;
    private @Nullable MessageDigest checked;

    private UploadSink(FileStore store, Hashes hashes, UploadWriter writer, Upload upload) {
        this.store = store;
        this.hashes = hashes;
        this.writer = writer;
        this.upload = upload;
        this.hash = hashes.take(upload.id(), writer.offset());
    }

    /** Opens an upload. The caller closes it. */
    static UploadSink open(FileStore store, Hashes hashes, Upload upload) throws IOException {
        return new UploadSink(store, hashes, store.open(upload), upload);
    }

    Upload upload() {
        return upload;
    }

    long offset() {
        return writer.offset();
    }

    boolean isWhole() {
        return writer.offset() == upload.size();
    }

    /**
     * The bytes of a request begin.
     *
     * @param expected what they must have; null for any
     */
    void begin(@Nullable TusChecksum expected) throws IOException {
        hash.catchUp(writer);
        if (expected != null) {
            checksum = expected;
            checked = expected.begin();
            before = hash.copy();
            writer.beginTrial();
        }
    }

    void write(ByteBuffer bytes) throws IOException {
        long offset = writer.offset();
        ByteBuffer written = bytes.duplicate();
        try {
            writer.write(bytes);
        } finally {
            written.limit(written.position() + (int) (writer.offset() - offset));
            if (checked != null) {
                checked.update(written.duplicate());
            }
            hash.add(written);
        }
    }

    /**
     * All bytes of the request have come. They are durable after this.
     *
     * @throws Rejection {@code checksum_mismatch} if they have another checksum; then nothing of them is kept
     */
    void end() throws IOException {
        if (checksum != null) {
            try {
                checksum.require(Objects.requireNonNull(checked).digest());
            } catch (Rejection mismatch) {
                takeBack();
                throw mismatch;
            }
            writer.sync();
            writer.keep();
            before = null;
            checksum = null;
        } else {
            writer.sync();
        }
    }

    /** Makes durable what was written so far. */
    void sync() throws IOException {
        writer.sync();
    }

    /** No more bytes of the request come. What came is kept, unless it could have been judged only as a whole. */
    void interrupt() throws IOException {
        if (checksum != null) {
            takeBack();
        } else if (writer.finishedAs() == null) {
            writer.sync();
        }
    }

    private void takeBack() throws IOException {
        writer.takeBack();
        checksum = null;
        hash = Objects.requireNonNull(before);
        before = null;
    }

    /**
     * The upload has all of its bytes: makes a file of it.
     *
     * @return the hash of its bytes
     * @throws Rejection {@code checksum_mismatch} if its sender promised another one; then it is gone
     */
    String finish() throws IOException {
        String known = writer.finishedAs();
        if (known != null) {
            return known;
        }
        hash.catchUp(writer);
        String found = hash.hex();
        String promised = upload.sha256();
        if (promised != null && !promised.equals(found)) {
            store.end(upload);
            throw new Rejection(
                    ErrorCode.CHECKSUM_MISMATCH, "the bytes have the SHA-256 " + found + "; nothing of them is kept");
        }
        upload = upload.ofSize(writer.offset());
        writer.finish(found);
        return found;
    }

    /** Ends the upload, of which a file became. */
    void endUpload() throws IOException {
        store.end(upload);
    }

    /** Ends the upload and deletes what was stored of it. */
    void discard() throws IOException {
        store.end(upload);
        String finished = writer.finishedAs();
        if (finished != null) {
            store.delete(upload.swarm(), upload.id(), finished);
        }
    }

    /** Somebody else may open the upload after this. */
    void close() throws IOException {
        if (writer.finishedAs() == null && before == null) {
            hashes.put(upload.id(), hash);
        }
        writer.close();
    }
}
