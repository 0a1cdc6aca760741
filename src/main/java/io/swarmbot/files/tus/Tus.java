package io.swarmbot.files.tus;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The names and values of tus 1.0. */
public final class Tus {

    public static final String VERSION = "1.0.0";
    public static final String EXTENSIONS = "creation,creation-with-upload,termination,checksum,expiration";

    public static final String RESUMABLE = "Tus-Resumable";
    public static final String VERSIONS = "Tus-Version";
    public static final String EXTENSION = "Tus-Extension";
    public static final String MAX_SIZE = "Tus-Max-Size";
    public static final String CHECKSUM_ALGORITHM = "Tus-Checksum-Algorithm";
    public static final String OFFSET = "Upload-Offset";
    public static final String LENGTH = "Upload-Length";
    public static final String DEFER_LENGTH = "Upload-Defer-Length";
    public static final String METADATA = "Upload-Metadata";
    public static final String CHECKSUM = "Upload-Checksum";
    public static final String EXPIRES = "Upload-Expires";
    public static final String CONCAT = "Upload-Concat";

    /** The media type of bytes of an upload. */
    public static final String BYTES = "application/offset+octet-stream";

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

    private Tus() {}

    /**
     * Requires the version of this package.
     *
     * @param value of the header {@link #RESUMABLE}; null if there is none
     * @throws Rejection {@code unknown_tus_version}
     */
    public static void requireVersion(@Nullable String value) {
        if (!VERSION.equals(value)) {
            throw new Rejection(
                    ErrorCode.UNKNOWN_TUS_VERSION,
                    "header " + RESUMABLE + " is " + VERSION + ", not " + (value == null ? "missing" : value));
        }
    }

    /**
     * Reads a number of bytes.
     *
     * @param value null if the header is missing
     * @throws Rejection {@code bad_parameter}
     */
    public static long bytes(String header, @Nullable String value) {
        if (value == null || !DIGITS.matcher(value).matches()) {
            throw new Rejection(
                    ErrorCode.BAD_PARAMETER,
                    "header " + header + " is a number of bytes, not "
                            + (value == null ? "missing" : "'" + value + "'"));
        }
        return Long.parseLong(value);
    }
}
