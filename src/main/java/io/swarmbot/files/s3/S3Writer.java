package io.swarmbot.files.s3;

import io.swarmbot.files.store.UploadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Writes one upload on the disk, and sends it to the bucket when it is finished. If the process ends in between, the
 * upload is still on the disk, and is sent again.
 */
final class S3Writer implements UploadWriter {

    private final UploadWriter staged;
    private final S3Bucket bucket;
    private final UnaryOperator<String> keyOf;
    private @Nullable String finishedAs;

    /** @param keyOf the name of the object for a hash */
    S3Writer(UploadWriter staged, S3Bucket bucket, UnaryOperator<String> keyOf) {
        this.staged = staged;
        this.bucket = bucket;
        this.keyOf = keyOf;
    }

    @Override
    public long offset() {
        return staged.offset();
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        staged.write(bytes);
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        return staged.read(position, into);
    }

    @Override
    public void beginTrial() throws IOException {
        staged.beginTrial();
    }

    @Override
    public void keep() throws IOException {
        staged.keep();
    }

    @Override
    public void takeBack() throws IOException {
        staged.takeBack();
    }

    @Override
    public void sync() throws IOException {
        staged.sync();
    }

    @Override
    public void finish(String sha256) throws IOException {
        if (finishedAs == null) {
            new ObjectUpload(bucket, keyOf.apply(sha256), staged).send();
            finishedAs = sha256;
        }
    }

    @Override
    public @Nullable String finishedAs() {
        return finishedAs;
    }

    @Override
    public void close() throws IOException {
        staged.close();
    }
}
