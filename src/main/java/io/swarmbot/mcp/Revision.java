package io.swarmbot.mcp;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The revisions of the Model Context Protocol that are spoken here, by the date that is their name. */
enum Revision {
    /** It begins with {@code initialize}. */
    R2025_06_18("2025-06-18"),
    /** It begins with {@code initialize}. */
    R2025_11_25("2025-11-25"),
    /** Each request says its revision and what its client is able to do. */
    R2026_07_28("2026-07-28");

    /** What a request is taken for whose client does not say its revision. */
    static final Revision USUAL = R2025_06_18;

    /** What {@code initialize} answers to a client that asks for a revision which is not known. */
    static final Revision NEWEST_WITH_INITIALIZE = R2025_11_25;

    private final String wireName;

    Revision(String wireName) {
        this.wireName = wireName;
    }

    String wireName() {
        return wireName;
    }

    /** Whether each request stands for itself, and nothing comes before the first one. */
    boolean isStateless() {
        return this == R2026_07_28;
    }

    static @Nullable Revision find(String name) {
        return Arrays.stream(values())
                .filter(each -> each.wireName.equals(name))
                .findFirst()
                .orElse(null);
    }

    /** The names of all, the newest first. */
    static List<String> names() {
        return Arrays.stream(values())
                .map(Revision::wireName)
                .sorted((a, b) -> b.compareTo(a))
                .toList();
    }
}
