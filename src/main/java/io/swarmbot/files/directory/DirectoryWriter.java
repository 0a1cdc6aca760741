package io.swarmbot.files.directory;

import io.swarmbot.files.store.StoreFullException;
import io.swarmbot.files.store.Upload;
import io.swarmbot.files.store.UploadWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Writes one upload. Its offset is the length of its file, apart from bytes on trial. */
final class DirectoryWriter implements UploadWriter {

    private final SwarmDirectory directory;
    private final String id;
    private final UploadLock lock;
    /** Null if the upload was finished before. */
    private final @Nullable FileChannel channel;

    private long offset;
    private long trial = Long.MAX_VALUE;
    private @Nullable String finishedAs;

    private DirectoryWriter(SwarmDirectory directory, String id, UploadLock lock, @Nullable FileChannel channel) {
        this.directory = directory;
        this.id = id;
        this.lock = lock;
        this.channel = channel;
    }

    /** Opens an upload whose lock was taken, and takes back what a process that was killed had on trial. */
    static DirectoryWriter open(SwarmDirectory directory, Upload upload, UploadLock lock) throws IOException {
        String id = upload.id();
        if (!Files.exists(directory.info(id))) {
            throw new NoSuchFileException(directory.info(id).toString());
        }
        Path part = directory.part(id);
        if (!Files.exists(part)) {
            Path file = directory.finished(id).orElseThrow(() -> new NoSuchFileException(part.toString()));
            DirectoryWriter writer = new DirectoryWriter(directory, id, lock, null);
            SwarmDirectory.Name name = SwarmDirectory.Name.of(file);
            writer.finishedAs = name == null ? null : name.sha256();
            writer.offset = Files.size(file);
            return writer;
        }
        FileChannel channel = FileChannel.open(part, StandardOpenOption.READ, StandardOpenOption.WRITE);
        DirectoryWriter writer = new DirectoryWriter(directory, id, lock, channel);
        try {
            writer.offset = channel.size();
            long trial = trialOf(directory, id);
            if (trial < writer.offset) {
                writer.trial = trial;
                writer.takeBack();
            }
            return writer;
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    /** The offset from which on the bytes of an upload are on trial; {@link Long#MAX_VALUE} if none are. */
    static long trialOf(SwarmDirectory directory, String id) throws IOException {
        try {
            byte[] bytes = Files.readAllBytes(directory.trial(id));
            return bytes.length == Long.BYTES ? ByteBuffer.wrap(bytes).getLong() : Long.MAX_VALUE;
        } catch (NoSuchFileException none) {
            return Long.MAX_VALUE;
        }
    }

    private FileChannel requireUnfinished() {
        if (channel == null) {
            throw new IllegalStateException("upload " + id + " was finished");
        }
        return channel;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        FileChannel open = requireUnfinished();
        while (bytes.hasRemaining()) {
            try {
                offset += open.write(bytes, offset);
            } catch (IOException failure) {
                throw isFull() ? new StoreFullException(failure) : failure;
            }
        }
    }

    /** The message of the failure says it as well, but in the language of the system. */
    private boolean isFull() throws IOException {
        return Files.getFileStore(directory.path()).getUsableSpace() < DirectoryStore.LITTLE_ROOM;
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
        return requireUnfinished().read(into, position);
    }

    @Override
    public void beginTrial() throws IOException {
        trial = offset;
        Files.write(
                directory.trial(id),
                ByteBuffer.allocate(Long.BYTES).putLong(offset).array());
    }

    @Override
    public void keep() throws IOException {
        trial = Long.MAX_VALUE;
        Files.deleteIfExists(directory.trial(id));
    }

    @Override
    public void takeBack() throws IOException {
        requireUnfinished().truncate(trial);
        offset = Math.min(offset, trial);
        keep();
    }

    @Override
    public void sync() throws IOException {
        if (channel != null) {
            channel.force(false);
        }
    }

    @Override
    public void finish(String sha256) throws IOException {
        if (finishedAs != null) {
            return;
        }
        requireUnfinished().force(true);
        Files.move(directory.part(id), directory.file(sha256, id), StandardCopyOption.ATOMIC_MOVE);
        SwarmDirectory.sync(directory.path());
        finishedAs = sha256;
    }

    @Override
    public @Nullable String finishedAs() {
        return finishedAs;
    }

    @Override
    public void close() throws IOException {
        try {
            if (channel != null) {
                channel.close();
            }
        } finally {
            lock.close();
        }
    }
}
