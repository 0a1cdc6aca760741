package io.swarmbot.files.s3;

import io.swarmbot.files.store.StoredFile;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.Executor;

/**
 * A file of the bucket. Who reads it when it is deleted reads on until the connection to the server breaks off.
 *
 * @param threads wait for the server
 */
record S3File(S3Bucket bucket, String key, long size, Executor threads) implements StoredFile {

    @Override
    public Future<Void> send(HttpServerResponse response, long from, long length) {
        return new ObjectSending(response, new ObjectChannel(bucket, key, from, from + length), length, threads)
                .begin();
    }

    @Override
    public ReadableByteChannel open(long from) throws IOException {
        return new ObjectChannel(bucket, key, from, size).open();
    }
}
