package io.swarmbot.files.store;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Optional;

/** The bytes of a file that are at hand. */
public interface StoredFile {

    /**
     * Sends bytes of the file as the body of an answer whose head is set, and ends the answer. Nothing is read ahead of
     * the client. To be called on the event loop of the answer, which it does not hold up.
     *
     * @param from the index of the first byte
     * @param length how many bytes
     */
    Future<Void> send(HttpServerResponse response, long from, long length);

    /** Where the file is on a disk of this machine; empty if it is on none. */
    default Optional<Path> path() {
        return Optional.empty();
    }

    /**
     * Opens the file to read it. Who reads it reads on if it is deleted. Waits for the store, so it is not for event
     * loops.
     *
     * @param from the index of the first byte
     */
    ReadableByteChannel open(long from) throws IOException;
}
