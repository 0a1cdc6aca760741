package io.swarmbot.files.tus;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The header {@code Upload-Checksum}: the checksum of the bytes of one request. */
public final class TusChecksum {

    /** The algorithms, as tus names them. */
    public static final String ALGORITHMS = "sha1,sha256";

    private static final Map<String, String> JAVA_NAMES = Map.of("sha1", "SHA-1", "sha256", "SHA-256");

    private final String algorithm;
    private final byte[] expected;

    private TusChecksum(String algorithm, byte[] expected) {
        this.algorithm = algorithm;
        this.expected = expected;
    }

    /**
     * Reads the header.
     *
     * @param header null if it is missing
     * @return null if the header is missing
     * @throws Rejection {@code bad_parameter} if it cannot be read, or its algorithm is not known
     */
    public static @Nullable TusChecksum of(@Nullable String header) {
        if (header == null) {
            return null;
        }
        String[] parts = header.strip().split(" ", 2);
        String algorithm = JAVA_NAMES.get(parts[0]);
        if (algorithm == null || parts.length == 1) {
            throw bad();
        }
        TusChecksum checksum;
        try {
            checksum = new TusChecksum(algorithm, Base64.getDecoder().decode(parts[1].strip()));
        } catch (IllegalArgumentException e) {
            throw bad();
        }
        if (checksum.expected.length != checksum.begin().getDigestLength()) {
            throw bad();
        }
        return checksum;
    }

    private static Rejection bad() {
        return new Rejection(
                ErrorCode.BAD_PARAMETER,
                "header " + Tus.CHECKSUM + " is one of " + ALGORITHMS + ", a space, and the checksum in Base64");
    }

    /** A checksum of what is still to come. */
    public MessageDigest begin() {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    /** @throws Rejection {@code checksum_mismatch} if the bytes have another checksum */
    public void require(byte[] found) {
        if (!MessageDigest.isEqual(expected, found)) {
            throw new Rejection(
                    ErrorCode.CHECKSUM_MISMATCH,
                    "the bytes have the " + algorithm + " "
                            + Base64.getEncoder().encodeToString(found) + "; nothing of them is kept");
        }
    }
}
