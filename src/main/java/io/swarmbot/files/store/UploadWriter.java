package io.swarmbot.files.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The one who writes an upload. As long as it is open nobody else can write the upload, in this process or another one.
 * The end of the process closes it.
 *
 * <p>Thread-safety: one call at a time. Calls wait for the store, so they are not for event loops.
 */
public interface UploadWriter extends Closeable {

    /** How many bytes the upload has. */
    long offset();

    /**
     * Adds as many bytes as it can, and moves the buffer's position past them.
     *
     * @throws StoreFullException if there is no room for the others. The upload goes on from {@link #offset}
     */
    void write(ByteBuffer bytes) throws IOException;

    /** Reads bytes of the upload. @return how many; -1 at its end */
    int read(long position, ByteBuffer into) throws IOException;

    /** What is written from now on counts only after {@link #keep}: if the process ends before, it is taken back. */
    void beginTrial() throws IOException;

    /** What was written since {@link #beginTrial} counts. */
    void keep() throws IOException;

    /** Takes back what was written since {@link #beginTrial}. */
    void takeBack() throws IOException;

    /** Makes durable what was written: from here on it outlives the machine. */
    void sync() throws IOException;

    /**
     * Makes the upload a file: all of its bytes are durable, and can be read under their hash. To finish it again does
     * nothing. The upload stays until {@link FileStore#end}, so that whoever was interrupted finds it.
     *
     * @param sha256 the hash of all of its bytes, in lower-case hexadecimal digits
     */
    void finish(String sha256) throws IOException;

    /** The hash under which it was finished; null if it was not. */
    @Nullable
    String finishedAs();

    @Override
    void close() throws IOException;
}
