package io.swarmbot.swarm.file;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.pcollections.HashTreePMap;
import org.pcollections.PMap;
import org.pcollections.TreePMap;

/**
 * The files that a swarm shares, and how many bytes they have.
 *
 * <p>Thread-safety: immutable.
 */
public final class FileBook {

    public static final FileBook EMPTY = new FileBook(TreePMap.empty(), 0, HashTreePMap.empty());

    private final TreePMap<String, SharedFile> byId;
    private final long bytes;
    /** The bytes that each principal shared. One without any is not there. */
    private final PMap<String, Long> bytesBy;

    private FileBook(TreePMap<String, SharedFile> byId, long bytes, PMap<String, Long> bytesBy) {
        this.byId = byId;
        this.bytes = bytes;
        this.bytesBy = bytesBy;
    }

    public static FileBook of(Collection<SharedFile> files) {
        FileBook book = EMPTY;
        for (SharedFile file : files) {
            book = book.with(file);
        }
        return book;
    }

    public @Nullable SharedFile get(String id) {
        return byId.get(id);
    }

    public boolean isEmpty() {
        return byId.isEmpty();
    }

    public int size() {
        return byId.size();
    }

    /** The bytes of all files. */
    public long bytes() {
        return bytes;
    }

    /** The bytes of the files that this principal shared. */
    public long bytesBy(String principal) {
        return bytesBy.getOrDefault(principal, 0L);
    }

    /** Those with a greater id, in order of their ids. */
    public Collection<SharedFile> after(String id) {
        return id.isEmpty() ? byId.values() : byId.tailMap(id, false).values();
    }

    public FileBook with(SharedFile file) {
        FileBook others = without(file.id());
        return new FileBook(
                others.byId.plus(file.id(), file), others.bytes + file.size(), others.counted(file, file.size()));
    }

    public FileBook without(String id) {
        SharedFile known = byId.get(id);
        if (known == null) {
            return this;
        }
        return new FileBook(byId.minus(id), bytes - known.size(), counted(known, -known.size()));
    }

    private PMap<String, Long> counted(SharedFile file, long change) {
        String by = file.by();
        if (by == null) {
            return bytesBy;
        }
        long sum = bytesBy(by) + change;
        return sum == 0 ? bytesBy.minus(by) : bytesBy.plus(by, sum);
    }
}
