package io.swarmbot.files.directory;

import io.swarmbot.files.store.UploadLockedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lock of one upload. The operating system gives it back when its process ends, however that is, so nothing is left
 * behind that somebody would have to judge. It is a file of its own: to close any channel of a file ends all locks that
 * the process has on it.
 *
 * <p>Thread-safety: one call at a time.
 */
final class UploadLock implements Closeable {

    private final Path file;
    private final FileChannel channel;
    private final Set<Path> ownLocks;

    private UploadLock(Path file, FileChannel channel, Set<Path> ownLocks) {
        this.file = file;
        this.channel = channel;
        this.ownLocks = ownLocks;
    }

    /**
     * @param ownLocks the locks of this process, of which the operating system knows no difference; thread-safe
     * @throws UploadLockedException if somebody has it
     * @throws java.nio.file.NoSuchFileException if there are no uploads
     */
    static UploadLock take(Path file, String id, Set<Path> ownLocks) throws IOException {
        if (!ownLocks.add(file)) {
            throw new UploadLockedException(id);
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = lockOf(channel);
            if (lock == null) {
                throw new UploadLockedException(id);
            }
            return new UploadLock(file, channel, ownLocks);
        } catch (IOException | RuntimeException failure) {
            if (channel != null) {
                channel.close();
            }
            ownLocks.remove(file);
            throw failure;
        }
    }

    /** Null if somebody else has it. */
    private static @Nullable FileLock lockOf(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException own) {
            // Another store of this process has it.
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            ownLocks.remove(file);
        }
    }
}
