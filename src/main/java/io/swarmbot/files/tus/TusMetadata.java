package io.swarmbot.files.tus;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Upload-Metadata}: pairs of a key and a value in Base64, separated by commas. Clients send keys of
 * their own, which mean nothing here.
 *
 * <p>Thread-safety: immutable.
 */
public final class TusMetadata {

    /** The most characters of the header. */
    private static final int MAX = 4 * 1024;

    private final Map<String, String> values;

    private TusMetadata(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads the header.
     *
     * @param header null if it is missing
     * @throws Rejection {@code bad_parameter} if it cannot be read
     */
    public static TusMetadata of(@Nullable String header) {
        Map<String, String> values = new LinkedHashMap<>();
        if (header != null && !header.isBlank()) {
            if (header.length() > MAX) {
                throw bad("has more than " + MAX + " characters");
            }
            for (String pair : header.split(",", -1)) {
                String[] parts = pair.strip().split(" ", 2);
                String key = parts[0];
                if (key.isEmpty() || !key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                    throw bad("has a pair without a key");
                }
                if (values.put(key, parts.length == 1 ? "" : decoded(key, parts[1])) != null) {
                    throw bad("has '" + key + "' twice");
                }
            }
        }
        return new TusMetadata(values);
    }

    private static String decoded(String key, String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64.strip());
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw bad("has a value of '" + key + "' that is not UTF-8 in Base64");
        }
    }

    private static Rejection bad(String what) {
        return new Rejection(ErrorCode.BAD_PARAMETER, "header " + Tus.METADATA + " " + what);
    }

    /** The value of the first of these keys that has one; null if none has. */
    public @Nullable String first(String... keys) {
        for (String key : keys) {
            String value = values.get(key);
            if (value != null && !value.isEmpty()) {
                return value;
            }
        }
        return null;
    }

    /** The header with these pairs, without those that have no value. */
    public static String write(Map<String, @Nullable String> pairs) {
        List<String> written = new ArrayList<>();
        pairs.forEach((key, value) -> {
            if (value != null) {
                written.add(key + " " + Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
            }
        });
        return String.join(",", written);
    }
}
