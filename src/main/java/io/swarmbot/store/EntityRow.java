package io.swarmbot.store;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The newest form of one entity. It is stored beside the log, so that a start need not replay the log. A row can be
 * encoded late: {@link #json} does it when it is first called. A store that keeps rows in memory may never need that.
 *
 * <p>Thread-safety: any thread.
 */
public final class EntityRow {

    private final String kind;
    private final String id;
    private final long version;
    private final @Nullable Supplier<byte[]> encoding;
    private volatile byte @Nullable [] json;

    /**
     * @param kind the kind of entity, such as {@code agent} or {@code task}; a store does not know what it means
     * @param id unique within its kind
     * @param version the sequence of the last entry that changed the entity
     * @param json its encoded form, or null if the entity was deleted
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

    /**
     * A row that is encoded when its bytes are first needed.
     *
     * @param encoding makes the encoded form; may be called several times and on any thread, and always gives the same
     *     bytes
     */
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

    /** Whether the entity was deleted. */
    public boolean isGone() {
        return encoding == null && json == null;
    }

    /** Its encoded form, or null if the entity was deleted. */
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
