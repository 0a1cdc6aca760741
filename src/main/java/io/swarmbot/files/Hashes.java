package io.swarmbot.files;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The hashes of uploads that were interrupted here, so that what is resumed soon need not be read again. Those that
 * were put first are forgotten first.
 *
 * <p>Thread-safety: any thread.
 */
final class Hashes {

    /** Each takes about 300 bytes. */
    private static final int MAX = 1_000;

    /** Guarded by this. */
    private final Map<String, ContentHash> byId = new LinkedHashMap<>();

    /** Takes out the hash of an upload that has so many bytes. What is kept of more bytes than that is of no use. */
    synchronized ContentHash take(String id, long offset) {
        ContentHash known = byId.remove(id);
        return known == null || known.length() > offset ? new ContentHash() : known;
    }

    synchronized void put(String id, ContentHash hash) {
        byId.remove(id);
        byId.put(id, hash);
        if (byId.size() > MAX) {
            byId.remove(byId.keySet().iterator().next());
        }
    }
}
