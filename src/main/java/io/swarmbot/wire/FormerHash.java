package io.swarmbot.wire;

import io.swarmbot.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The hash by which receipts of earlier versions tell whether two commands with one idempotency key are the same
 * command. It compares how they are written. It is needed until the last of these receipts is forgotten;
 * {@link CommandFingerprint} has taken its place.
 */
final class FormerHash {

    private static final int BYTES = 16;

    private FormerHash() {}

    /**
     * The first 128 bits of a SHA-256 over the type and the fields, in hexadecimal digits. The order of the fields does
     * not matter.
     *
     * @param without names of fields that do not matter either
     */
    static String of(String type, Map<String, JsonValue> fields, Set<String> without) {
        MessageDigest digest = Sha256.begin();
        digest.update(type.getBytes(StandardCharsets.UTF_8));
        new TreeMap<>(fields).forEach((name, value) -> {
            if (!without.contains(name)) {
                String line = '\n' + name + '\n' + value.token() + '\n' + value.text();
                digest.update(line.getBytes(StandardCharsets.UTF_8));
            }
        });
        return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
    }
}
