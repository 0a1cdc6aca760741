package io.swarmbot.wire;

import io.swarmbot.command.Command;
import io.swarmbot.command.Meaning;
import io.swarmbot.command.WrappedCommand;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.TaskRules;
import io.swarmbot.text.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fingerprint of what a command means: the first 128 bits of a SHA-256 over its fields as they were read, so that
 * the order of fields, white space, a null and a default that is said do not matter. Each part is preceded by its
 * length, so that no two contents give the same bytes.
 *
 * <p>Thread-safety: immutable.
 */
final class CommandFingerprint implements WrappedCommand.Keyed.Fingerprint {

    private static final int BYTES = 16;

    /** A field that is left out if it says what is usual under the rules of the swarm. */
    private record Ruled(byte[] frame, Function<TaskRules, Boolean> isUsual) {}

    /** Of the fields that do not depend on the rules. */
    private final byte[] digest;

    private final List<Ruled> ruled;
    private final String former;

    private CommandFingerprint(byte[] digest, List<Ruled> ruled, String former) {
        this.digest = digest;
        this.ruled = List.copyOf(ruled);
        this.former = former;
    }

    /** @param former the command's {@link FormerHash}, with which receipts of earlier versions are compared */
    static CommandFingerprint of(String type, Command command, String former) {
        Collector collector = new Collector();
        collector.put("type", type);
        command.describe(collector);
        return new CommandFingerprint(collector.digest.digest(), collector.ruled, former);
    }

    @Override
    public String hash(TaskRules rules) {
        MessageDigest all = Sha256.begin();
        all.update(digest);
        for (Ruled field : ruled) {
            if (!field.isUsual().apply(rules)) {
                all.update(field.frame());
            }
        }
        return HexFormat.of().formatHex(all.digest(), 0, BYTES);
    }

    @Override
    public boolean matches(String hash, TaskRules rules) {
        // Nobody can make a content of which one of these hashes is the other one of another content.
        return hash.equals(hash(rules)) || hash.equals(former);
    }

    private static final class Collector implements Meaning {

        private final MessageDigest digest = Sha256.begin();
        private final List<Ruled> ruled = new ArrayList<>();

        @Override
        public Meaning put(String field, @Nullable String value) {
            if (value != null) {
                digest.update(frame(field, utf8(value)));
            }
            return this;
        }

        @Override
        public Meaning put(String field, List<String> values) {
            if (!values.isEmpty()) {
                digest.update(frame(field, values.stream().map(Collector::utf8).toArray(byte[][]::new)));
            }
            return this;
        }

        @Override
        public Meaning put(String field, @Nullable Json value) {
            if (value != null) {
                digest.update(frame(field, JsonMeaning.of(value)));
            }
            return this;
        }

        @Override
        public Meaning put(String field, @Nullable Duration value, Function<TaskRules, Duration> usual) {
            if (value != null) {
                ruled.add(new Ruled(frame(field, utf8(value.toString())), rules -> value.equals(usual.apply(rules))));
            }
            return this;
        }

        @Override
        public Meaning put(String field, @Nullable Integer value, Function<TaskRules, Integer> usual) {
            if (value != null) {
                ruled.add(new Ruled(frame(field, utf8(value.toString())), rules -> value.equals(usual.apply(rules))));
            }
            return this;
        }

        /** The number of parts, and each part behind its length. */
        private static byte[] frame(String field, byte[]... values) {
            byte[] name = utf8(field);
            int size = 2 * Integer.BYTES + name.length;
            for (byte[] value : values) {
                size += Integer.BYTES + value.length;
            }
            ByteBuffer out = ByteBuffer.allocate(size);
            out.putInt(values.length).putInt(name.length).put(name);
            for (byte[] value : values) {
                out.putInt(value.length).put(value);
            }
            return out.array();
        }

        private static byte[] utf8(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }
}
