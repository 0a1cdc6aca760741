package io.swarmbot.store.embedded;

/** What must have happened to an append before it is acknowledged. */
public enum Durability {
    /** The disk has said that it has the commit. The append survives a power cut. */
    FSYNC("FULL"),
    /** The operating system has the commit. The append survives the end of the process, but maybe not a power cut. */
    OS("NORMAL");

    private final String synchronous;

    Durability(String synchronous) {
        this.synchronous = synchronous;
    }

    /** The value of SQLite's setting {@code synchronous}. */
    String synchronous() {
        return synchronous;
    }
}
