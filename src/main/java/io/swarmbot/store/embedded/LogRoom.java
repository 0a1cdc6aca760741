package io.swarmbot.store.embedded;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Makes the file of the write-ahead log as long as it becomes between two checkpoints, before it is needed. A commit
 * that writes within a file waits for its own bytes only. A commit that makes the file longer waits for the journal of
 * the file system, too.
 *
 * <p>SQLite reads the log up to the first frame that is not valid, so zeros behind the last frame are no part of the
 * log. Source: <a href="https://sqlite.org/fileformat2.html#walformat">the format of the log</a>.
 *
 * <p>Failure: the file stays as long as it was, and grows while commits go on. So it does after a failure of the disk,
 * because the next session begins with an empty file.
 *
 * <p>Thread-safety: call it on the writer's thread, which is the only one that writes to the log.
 */
final class LogRoom {

    private static final Logger LOG = System.getLogger(LogRoom.class.getName());

    private static final int FRAME_BYTES = 24 + 4_096;

    /** As long as the log is when it is copied, and a fourth more, because commits go on meanwhile: 21 MB. */
    static final long BYTES = (long) Checkpoints.MIN_PAGES * 5 / 4 * FRAME_BYTES;

    /** The log takes this part of the free bytes at most, so that it does not fill a small disk. */
    private static final int SHARE_OF_FREE_BYTES = 16;

    private static final int BLOCK_BYTES = 1 << 20;

    private LogRoom() {}

    /** Makes the log of this database longer, if it is shorter than {@link #BYTES}. Returns when the disk has it. */
    static void make(Path database) {
        Path log = database.resolveSibling(database.getFileName() + "-wal");
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
            long before = file.size();
            long missing = BYTES - before;
            if (missing <= 0 || database.toFile().getUsableSpace() / SHARE_OF_FREE_BYTES < missing) {
                return;
            }
            try {
                fill(file, before);
            } catch (IOException e) {
                file.truncate(before);
                throw e;
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the write-ahead log grows while commits go on", e);
        }
    }

    /** Writes zeros. If bytes were only reserved, the first commit in them would wait for the journal again. */
    private static void fill(FileChannel file, long from) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocate(BLOCK_BYTES);
        for (long at = from; at < BYTES; at += file.write(zeros, at)) {
            zeros.clear().limit((int) Math.min(BLOCK_BYTES, BYTES - at));
        }
        file.force(true);
    }
}
