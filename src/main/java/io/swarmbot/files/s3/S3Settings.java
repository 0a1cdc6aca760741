package io.swarmbot.files.s3;

import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the bucket is, and how it is asked.
 *
 * @param bucket its name; it must be there
 * @param endpoint of a server that is not Amazon's, {@code http} or {@code https}; null for Amazon's
 * @param region of the bucket; null for the one that the client finds in its environment, or {@value #ANY_REGION} if
 *     there is an endpoint
 * @param prefix begins the names of all objects; without a slash at its ends. Two installations must not have the same
 *     one in one bucket: each would delete the files of the other
 * @param addressing how requests name the bucket
 * @param timeout how long one request may take, up to the first byte of its answer. A request brings up to 8 MiB
 */
public record S3Settings(
        String bucket,
        @Nullable URI endpoint,
        @Nullable String region,
        String prefix,
        Addressing addressing,
        Duration timeout) {

    /** What servers that know no regions take. */
    static final String ANY_REGION = "us-east-1";

    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");

    /** Where a request names the bucket. */
    public enum Addressing {
        /** As the first part of the host: {@code bucket.host}. */
        HOST,
        /** As the first part of the path: {@code host/bucket}. */
        PATH
    }

    /** @throws IllegalArgumentException if a value cannot be used; its message says which one, and what is allowed */
    public S3Settings {
        if (bucket.isBlank()) {
            throw new IllegalArgumentException("the bucket has no name");
        }
        if (endpoint != null && (endpoint.getHost() == null || !isHttp(endpoint))) {
            throw new IllegalArgumentException("the endpoint is a URL such as https://s3.example.com, not " + endpoint);
        }
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "the prefix is names of letters, digits, '.', '_' and '-' with '/' between them, not '" + prefix
                            + "'");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the timeout is more than 0s, not " + timeout);
        }
    }

    private static boolean isHttp(URI endpoint) {
        return "http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme());
    }
}
