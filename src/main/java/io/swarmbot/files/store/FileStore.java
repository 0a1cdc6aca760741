package io.swarmbot.files.store;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the bytes of files and of uploads. The files of two swarms have nothing in common, not even if they are equal.
 * Several processes may use one store at the same time.
 *
 * <p>Thread-safety: any thread. Calls wait for the store, so they are not for event loops.
 *
 * <p>Failure: an {@link IOException} says that the store did not do it; a {@link StoreUnavailableException}, that it
 * may do it later.
 */
public interface FileStore {

    /** A file of the store, or what is left of one. */
    record Kept(String swarm, String id, String sha256) {}

    /** Begins an upload, without bytes. Its id must be new. */
    void begin(Upload upload) throws IOException;

    /** The upload of that id; empty if there is none, or none any more. */
    Optional<UploadState> upload(String swarm, String id) throws IOException;

    /** The uploads of the swarm that were begun and have not ended. */
    List<UploadState> uploads(String swarm) throws IOException;

    /**
     * Opens an upload to write at its end.
     *
     * @throws UploadLockedException if somebody else writes it
     * @throws java.nio.file.NoSuchFileException if there is none, or none any more
     */
    UploadWriter open(Upload upload) throws IOException;

    /**
     * Ends an upload: its unfinished bytes are deleted, and what was finished stays as a file. Only whoever has it open
     * may end it.
     */
    void end(Upload upload) throws IOException;

    /** The bytes of a file; empty if they are not here. */
    Optional<StoredFile> find(String swarm, String id, String sha256, long size) throws IOException;

    /**
     * Deletes the bytes of a file. Those who read it read on, as far as the store can hold the bytes for them. To
     * delete it again does nothing.
     */
    void delete(String swarm, String id, String sha256) throws IOException;

    /** The names of the swarms of which the store has anything. */
    List<String> swarms() throws IOException;

    /** The files of a swarm whose bytes were stored before that time. */
    List<Kept> keptBefore(String swarm, Instant time) throws IOException;

    /**
     * Deletes what interrupted work left behind that began before that time, if it is neither an upload nor a file. A
     * store that leaves nothing behind has nothing to do.
     */
    default void deleteRemainsBefore(Instant time) throws IOException {}
}
