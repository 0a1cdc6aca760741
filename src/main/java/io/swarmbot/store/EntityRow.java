package io.swarmbot.store;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The newest form of one entity, stored beside the log so that a start need not replay it. It may be encoded only when a
 * store asks for the bytes: one that keeps what it is given never does.
 */
public final class EntityRow {

    private final String kind;
    private final String id;
    private final long version;
    private final @Nullable Supplier<byte[]> encoding;
    private volatile byte @Nullable [] json;

    /**
     * @param kind what it is: {@code agent}, {@code task}, {@code totals}
     * @param id unique within its kind
     * @param version the sequence of the last event that changed it
     * @param json its encoded form, or null where the entity is gone
     */
    public EntityRow(String kind, String id, long version, byte @Nullable [] json) {
        this(kind, id, version, json, null);
    }

    private EntityRow(
            String kind, String id, long version, byte @Nullable [] json, @Nullable Supplier<byte[]> encoding) {
        this.kind = kind;
        this.id = id;
        this.version = version;
        this.json = json;
        this.encoding = encoding;
    }

    /** @param encoding makes the encoded form, the same each time it is asked, on any thread */
    public static EntityRow encodedBy(Supplier<byte[]> encoding, String kind, String id, long version) {
        return new EntityRow(kind, id, version, null, encoding);
    }

    public String kind() {
        return kind;
    }

    public String id() {
        return id;
    }

    public long version() {
        return version;
    }

    public boolean isGone() {
        return encoding == null && json == null;
    }

    /** Its encoded form, or null where the entity is gone. */
    public byte @Nullable [] json() {
        byte[] made = json;
        if (made == null && encoding != null) {
            made = encoding.get();
            json = made;
        }
        return made;
    }

    @Override
    public String toString() {
        return kind + " " + id + "@" + version;
    }
}
