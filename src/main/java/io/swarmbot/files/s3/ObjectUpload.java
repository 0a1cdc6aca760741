package io.swarmbot.files.s3;

import io.swarmbot.files.store.UploadWriter;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Sends an upload that is whole to the bucket, as one object. It is there whole when {@link #send} returns, and not at
 * all before. Its bytes are never in memory together. The server compares each request's bytes with their MD5.
 *
 * <p>Thread-safety: one call at a time.
 */
final class ObjectUpload {

    /** A file with at most so many bytes goes in one request, a larger one in parts of so many. 5 MiB is the least. */
    static final int PART_BYTES = 8 << 20;

    /** More parts than this S3 does not take. */
    private static final int MAX_PARTS = 10_000;

    private static final int BUFFER_BYTES = 64 * 1024;
    private static final String TYPE = "application/octet-stream";

    private static final Logger LOG = System.getLogger(ObjectUpload.class.getName());

    private final S3Bucket bucket;
    private final String key;
    private final UploadWriter upload;
    private final long size;

    ObjectUpload(S3Bucket bucket, String key, UploadWriter upload) {
        this.bucket = bucket;
        this.key = key;
        this.upload = upload;
        this.size = upload.offset();
    }

    /** Sends it. An object that has this name already is replaced, and is then as young as a new one. */
    void send() throws IOException {
        if (size <= PART_BYTES) {
            sendAtOnce();
        } else {
            sendInParts();
        }
    }

    private void sendAtOnce() throws IOException {
        String md5 = md5(0, size);
        bucket.ask(
                "store " + key,
                asked -> asked.putObject(
                        put -> put.bucket(bucket.name()).key(key).contentMD5(md5), body(0, size)));
    }

    private void sendInParts() throws IOException {
        String uploadId = bucket.ask(
                        "begin " + key,
                        asked -> asked.createMultipartUpload(
                                create -> create.bucket(bucket.name()).key(key).contentType(TYPE)))
                .uploadId();
        try {
            List<CompletedPart> parts = new ArrayList<>();
            long length = partBytes(size);
            for (long from = 0; from < size; from += length) {
                parts.add(sendPart(uploadId, parts.size() + 1, from, Math.min(length, size - from)));
            }
            bucket.ask(
                    "complete " + key,
                    asked -> asked.completeMultipartUpload(complete -> complete.bucket(bucket.name())
                            .key(key)
                            .uploadId(uploadId)
                            .multipartUpload(all -> all.parts(parts))));
        } catch (IOException | RuntimeException failure) {
            abort(uploadId);
            throw failure;
        }
    }

    /** The length of each part but the last. */
    static long partBytes(long size) {
        return Math.max(PART_BYTES, (size + MAX_PARTS - 1) / MAX_PARTS);
    }

    private CompletedPart sendPart(String uploadId, int number, long from, long length) throws IOException {
        String md5 = md5(from, length);
        String tag = bucket.ask(
                        "store part " + number + " of " + key,
                        asked -> asked.uploadPart(
                                part -> part.bucket(bucket.name())
                                        .key(key)
                                        .uploadId(uploadId)
                                        .partNumber(number)
                                        .contentMD5(md5),
                                body(from, length)))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    /** Gives back the room of the parts. If that fails, too, they are collected later. */
    private void abort(String uploadId) {
        try {
            bucket.abort(key, uploadId);
        } catch (IOException left) {
            LOG.log(Level.DEBUG, () -> "the parts of " + key + " are collected later", left);
        }
    }

    /** May be read several times: a request that fails is tried again. */
    private RequestBody body(long from, long length) {
        return RequestBody.fromContentProvider(() -> new PartStream(upload, from, length), length, TYPE);
    }

    private String md5(long from, long length) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            byte[] buffer = new byte[BUFFER_BYTES];
            try (InputStream bytes = new PartStream(upload, from, length)) {
                for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
                    digest.update(buffer, 0, read);
                }
            }
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
