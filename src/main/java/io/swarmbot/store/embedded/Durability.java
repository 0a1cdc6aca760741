package io.swarmbot.store.embedded;

/** What an acknowledgement waits for. */
public enum Durability {
    /** The disk said that it has the commit: it outlives the machine. */
    FSYNC("FULL"),
    /** The operating system has the commit: it outlives the process, and not a power cut. */
    OS("NORMAL");

    private final String synchronous;

    Durability(String synchronous) {
        this.synchronous = synchronous;
    }

    /** SQLite's own word for it. */
    String synchronous() {
        return synchronous;
    }
}
