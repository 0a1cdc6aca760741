package io.swarmbot.files.s3;

import io.swarmbot.files.store.StoreUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The bucket. Every request to it is made here.
 *
 * <p>Thread-safety: any thread. Calls wait for the server, so they are not for event loops.
 *
 * <p>Failure: a {@link StoreUnavailableException}, after a request was tried three times.
 */
final class S3Bucket implements AutoCloseable {

    /** Who does not take a connection in this time is not there. */
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private static final int NOT_FOUND = 404;

    private final S3Client client;
    private final String name;

    private S3Bucket(S3Client client, String name) {
        this.client = client;
        this.name = name;
    }

    /**
     * Makes the client. It asks nothing yet.
     *
     * @throws IllegalArgumentException if nobody says which region it is
     */
    static S3Bucket of(S3Settings settings) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT)
                        .socketTimeout(settings.timeout()))
                .overrideConfiguration(
                        own -> own.retryStrategy(RetryMode.STANDARD).apiCallAttemptTimeout(settings.timeout()))
                // Each request that brings bytes has their MD5. Newer checksums are not known to every server.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(
                        own -> own.pathStyleAccessEnabled(settings.addressing() == S3Settings.Addressing.PATH)
                                .chunkedEncodingEnabled(false));
        if (settings.endpoint() != null) {
            builder.endpointOverride(settings.endpoint());
        }
        String region = settings.region();
        if (region == null && settings.endpoint() != null) {
            region = S3Settings.ANY_REGION;
        }
        if (region != null) {
            builder.region(Region.of(region));
        }
        try {
            return new S3Bucket(builder.build(), settings.bucket());
        } catch (SdkException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** A request, with what it is called in messages. */
    <T> T ask(String what, Function<S3Client, T> request) throws IOException {
        try {
            return request.apply(client);
        } catch (SdkException e) {
            throw unavailable(what, e);
        }
    }

    private StoreUnavailableException unavailable(String what, Exception cause) {
        return new StoreUnavailableException(
                "the bucket " + name + " did not do this: " + what + ": " + cause.getMessage(), cause);
    }

    String name() {
        return name;
    }

    /** How many bytes an object has; empty if there is none. */
    OptionalLong size(String key) throws IOException {
        try {
            return OptionalLong.of(
                    client.headObject(head -> head.bucket(name).key(key)).contentLength());
        } catch (NoSuchKeyException none) {
            return OptionalLong.empty();
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND) {
                return OptionalLong.empty();
            }
            throw unavailable("look for " + key, e);
        } catch (SdkException e) {
            throw unavailable("look for " + key, e);
        }
    }

    /**
     * Begins to read bytes of an object. The caller aborts the stream if it does not read it to its end.
     *
     * @param from the index of the first byte
     * @param to the index behind the last byte, more than {@code from}
     */
    ResponseInputStream<GetObjectResponse> read(String key, long from, long to) throws IOException {
        String what = "read " + key;
        ResponseInputStream<GetObjectResponse> bytes = ask(
                what,
                asked -> asked.getObject(get -> get.bucket(name).key(key).range("bytes=" + from + "-" + (to - 1))));
        Long length = bytes.response().contentLength();
        if (length == null || length != to - from) {
            // A server that knows no ranges would send the file from its beginning.
            bytes.abort();
            throw unavailable(what, new IOException("it sends " + length + " bytes, not " + (to - from)));
        }
        return bytes;
    }

    /** Deletes an object. To delete it again does nothing. */
    void delete(String key) throws IOException {
        ask(
                "delete " + key,
                asked -> asked.deleteObject(delete -> delete.bucket(name).key(key)));
    }

    /** The objects whose names begin so, and which were stored before that time by the clock of the server. */
    List<String> storedBefore(String beginning, Instant time) throws IOException {
        return ask("list " + beginning, asked -> {
            List<String> keys = new ArrayList<>();
            for (S3Object each : asked.listObjectsV2Paginator(
                            list -> list.bucket(name).prefix(beginning))
                    .contents()) {
                if (each.lastModified().isBefore(time)) {
                    keys.add(each.key());
                }
            }
            return keys;
        });
    }

    /** What the names of objects begin with, up to the first slash behind this beginning. */
    List<String> folders(String beginning) throws IOException {
        return ask("list " + beginning, asked -> {
            List<String> folders = new ArrayList<>();
            for (CommonPrefix each : asked.listObjectsV2Paginator(
                            list -> list.bucket(name).prefix(beginning).delimiter("/"))
                    .commonPrefixes()) {
                folders.add(each.prefix());
            }
            return folders;
        });
    }

    /** Deletes the parts of objects that were begun before that time and are not whole. */
    void abortBegunBefore(String beginning, Instant time) throws IOException {
        List<MultipartUpload> old = ask("list what is not whole", asked -> {
            List<MultipartUpload> found = new ArrayList<>();
            for (MultipartUpload each : asked.listMultipartUploadsPaginator(
                            list -> list.bucket(name).prefix(beginning))
                    .uploads()) {
                if (each.initiated().isBefore(time)) {
                    found.add(each);
                }
            }
            return found;
        });
        for (MultipartUpload each : old) {
            abort(each.key(), each.uploadId());
        }
    }

    /** Deletes the parts of an object that is not whole. To do it again does nothing. */
    void abort(String key, @Nullable String uploadId) throws IOException {
        try {
            ask(
                    "abort " + key,
                    asked -> asked.abortMultipartUpload(
                            abort -> abort.bucket(name).key(key).uploadId(uploadId)));
        } catch (StoreUnavailableException e) {
            boolean isOver = e.getCause() instanceof S3Exception refused && refused.statusCode() == NOT_FOUND;
            if (!isOver) {
                throw e;
            }
        }
    }

    /** Ends the client. What is being read or sent breaks off. */
    @Override
    public void close() {
        client.close();
    }
}
