package io.swarmbot.files.directory;

import io.swarmbot.files.store.FileStore;
import io.swarmbot.files.store.StoreFullException;
import io.swarmbot.files.store.StoredFile;
import io.swarmbot.files.store.Upload;
import io.swarmbot.files.store.UploadState;
import io.swarmbot.files.store.UploadWriter;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files in a directory. It is made when the first upload begins. Processes that share it must see each other's locks: a
 * local file system does, and so does NFS from version 4 on.
 */
public final class DirectoryStore implements FileStore {

    /** Uploads begin, and a failure to write is said to be for want of room, only with more or less than this. */
    static final long LITTLE_ROOM = 1 << 20;

    private final Path root;
    /** The locks of this process. */
    private final Set<Path> locks = ConcurrentHashMap.newKeySet();

    /** @param root the directory; it need not be there yet */
    public DirectoryStore(Path root) {
        this.root = root.toAbsolutePath();
    }

    private SwarmDirectory in(String swarm) {
        return SwarmDirectory.of(root, swarm);
    }

    @Override
    public void begin(Upload upload) throws IOException {
        SwarmDirectory directory = in(upload.swarm());
        Files.createDirectories(directory.uploads());
        if (Files.getFileStore(directory.path()).getUsableSpace() < Math.max(upload.size(), 0) + LITTLE_ROOM) {
            throw new StoreFullException(new IOException("no room for " + upload.size() + " bytes"));
        }
        Files.createFile(directory.part(upload.id()));
        // The upload is there as soon as this file is.
        UploadInfo.write(directory.info(upload.id()), upload);
    }

    @Override
    public Optional<UploadState> upload(String swarm, String id) throws IOException {
        SwarmDirectory directory = in(swarm);
        try {
            Upload upload = UploadInfo.read(directory.info(id), swarm, id);
            Path part = directory.part(id);
            try {
                long offset = Math.min(Files.size(part), DirectoryWriter.trialOf(directory, id));
                return Optional.of(new UploadState(upload, offset, changedAt(part)));
            } catch (NoSuchFileException finished) {
                Path file = directory.finished(id).orElseThrow(() -> finished);
                return Optional.of(new UploadState(upload, Files.size(file), changedAt(file)));
            }
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    private static Instant changedAt(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toInstant();
    }

    @Override
    public List<UploadState> uploads(String swarm) throws IOException {
        List<UploadState> all = new ArrayList<>();
        Path uploads = in(swarm).uploads();
        if (Files.isDirectory(uploads)) {
            try (DirectoryStream<Path> infos = Files.newDirectoryStream(uploads, "*" + SwarmDirectory.INFO)) {
                for (Path info : infos) {
                    String name = String.valueOf(info.getFileName());
                    upload(swarm, name.substring(0, name.length() - SwarmDirectory.INFO.length()))
                            .ifPresent(all::add);
                }
            }
        }
        return all;
    }

    @Override
    public UploadWriter open(Upload upload) throws IOException {
        SwarmDirectory directory = in(upload.swarm());
        UploadLock lock = UploadLock.take(directory.lock(upload.id()), upload.id(), locks);
        try {
            return DirectoryWriter.open(directory, upload, lock);
        } catch (IOException | RuntimeException failure) {
            boolean isOver = !Files.exists(directory.info(upload.id()));
            if (isOver) {
                Files.deleteIfExists(directory.lock(upload.id()));
            }
            lock.close();
            throw failure;
        }
    }

    @Override
    public void end(Upload upload) throws IOException {
        SwarmDirectory directory = in(upload.swarm());
        String id = upload.id();
        Files.deleteIfExists(directory.part(id));
        Files.deleteIfExists(directory.trial(id));
        // From here on nobody finds it. The lock goes last: it keeps others away until then.
        Files.deleteIfExists(directory.info(id));
        Files.deleteIfExists(directory.lock(id));
    }

    @Override
    public Optional<StoredFile> find(String swarm, String id, String sha256, long size) throws IOException {
        Path file = in(swarm).file(sha256, id);
        if (!Files.isRegularFile(file) || Files.size(file) != size) {
            return Optional.empty();
        }
        return Optional.of(new DirectoryFile(file));
    }

    @Override
    public void delete(String swarm, String id, String sha256) throws IOException {
        Files.deleteIfExists(in(swarm).file(sha256, id));
    }

    @Override
    public List<String> swarms() throws IOException {
        List<String> swarms = new ArrayList<>();
        if (Files.isDirectory(root)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(root, Files::isDirectory)) {
                all.forEach(each -> swarms.add(new SwarmDirectory(each).swarm()));
            }
        }
        return swarms;
    }

    @Override
    public List<Kept> keptBefore(String swarm, Instant time) throws IOException {
        List<Kept> old = new ArrayList<>();
        Path path = in(swarm).path();
        if (Files.isDirectory(path)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(path)) {
                for (Path each : all) {
                    SwarmDirectory.Name name = SwarmDirectory.Name.of(each);
                    if (name != null && isBefore(each, time)) {
                        old.add(new Kept(swarm, name.id(), name.sha256()));
                    }
                }
            }
        }
        return old;
    }

    private static boolean isBefore(Path file, Instant time) throws IOException {
        try {
            return changedAt(file).isBefore(time);
        } catch (NoSuchFileException deleted) {
            return false;
        }
    }
}
