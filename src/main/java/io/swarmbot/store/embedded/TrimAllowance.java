package io.swarmbot.store.embedded;

/**
 * How much one transaction may still delete. It is small, so that no commit waits for it for long; and it is twice what
 * the transaction appended, so that deleting keeps up with appending.
 *
 * <p>Thread-safety: confined to the writer.
 */
final class TrimAllowance {

    private static final int MIN_ROWS = 32;
    private static final long MIN_BYTES = 256 * 1024;
    private static final int DELETED_PER_APPENDED = 2;

    private int rows;
    private long bytes;

    TrimAllowance(int appendedRows, long appendedBytes) {
        rows = Math.max(MIN_ROWS, DELETED_PER_APPENDED * appendedRows);
        bytes = Math.max(MIN_BYTES, DELETED_PER_APPENDED * appendedBytes);
    }

    boolean isLeft() {
        return rows > 0 && bytes > 0;
    }

    int rows() {
        return rows;
    }

    /** Takes one row of {@code size} bytes from it. */
    void take(long size) {
        rows--;
        bytes -= size;
    }
}
