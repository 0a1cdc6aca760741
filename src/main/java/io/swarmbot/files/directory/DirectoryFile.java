package io.swarmbot.files.directory;

import io.swarmbot.files.store.StoredFile;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file of the directory. */
record DirectoryFile(Path file) implements StoredFile {

    @Override
    public Future<Void> send(HttpServerResponse response, long from, long length) {
        return response.sendFile(file.toString(), from, length);
    }

    @Override
    public Optional<Path> path() {
        return Optional.of(file);
    }

    @Override
    public ReadableByteChannel open(long from) throws IOException {
        SeekableByteChannel channel = Files.newByteChannel(file);
        try {
            return channel.position(from);
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
    }
}
