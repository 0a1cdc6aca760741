package io.swarmbot.files.s3;

import io.swarmbot.files.store.FileStore;
import io.swarmbot.files.store.StoredFile;
import io.swarmbot.files.store.Upload;
import io.swarmbot.files.store.UploadState;
import io.swarmbot.files.store.UploadWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Files in a bucket of S3, which all replicas share. An upload stays in another store, on the disk, until all of its
 * bytes are there: that one has its offset and its lock. So it goes on at the replicas that share that disk.
 */
public final class S3Store implements FileStore, AutoCloseable {

    private final FileStore staging;
    private final S3Bucket bucket;
    private final ObjectKeys keys;
    private final Executor threads;

    private S3Store(FileStore staging, S3Bucket bucket, ObjectKeys keys, Executor threads) {
        this.staging = staging;
        this.bucket = bucket;
        this.keys = keys;
        this.threads = threads;
    }

    /**
     * Opens the store. It asks the server nothing yet: one that is not there shows with the first file.
     *
     * @param staging keeps uploads that have not ended
     * @param threads wait for the server
     * @throws IllegalArgumentException if the client cannot be made so
     */
    public static S3Store open(S3Settings settings, FileStore staging, Executor threads) {
        return new S3Store(staging, S3Bucket.of(settings), new ObjectKeys(settings.prefix()), threads);
    }

    @Override
    public void begin(Upload upload) throws IOException {
        staging.begin(upload);
    }

    @Override
    public Optional<UploadState> upload(String swarm, String id) throws IOException {
        return staging.upload(swarm, id);
    }

    @Override
    public List<UploadState> uploads(String swarm) throws IOException {
        return staging.uploads(swarm);
    }

    @Override
    public UploadWriter open(Upload upload) throws IOException {
        return new S3Writer(staging.open(upload), bucket, sha256 -> keys.of(upload.swarm(), upload.id(), sha256));
    }

    @Override
    public void end(Upload upload) throws IOException {
        staging.end(upload);
    }

    @Override
    public Optional<StoredFile> find(String swarm, String id, String sha256, long size) throws IOException {
        String key = keys.of(swarm, id, sha256);
        OptionalLong found = bucket.size(key);
        return found.isPresent() && found.getAsLong() == size
                ? Optional.of(new S3File(bucket, key, size, threads))
                : Optional.empty();
    }

    @Override
    public void delete(String swarm, String id, String sha256) throws IOException {
        bucket.delete(keys.of(swarm, id, sha256));
    }

    @Override
    public List<String> swarms() throws IOException {
        Set<String> swarms = new LinkedHashSet<>(staging.swarms());
        bucket.folders(keys.all()).forEach(folder -> swarms.add(keys.swarm(folder)));
        return List.copyOf(swarms);
    }

    @Override
    public List<Kept> keptBefore(String swarm, Instant time) throws IOException {
        List<Kept> old = new ArrayList<>();
        for (String key : bucket.storedBefore(keys.of(swarm), time)) {
            Kept file = keys.file(swarm, key);
            if (file != null) {
                old.add(file);
            }
        }
        return old;
    }

    @Override
    public void deleteRemainsBefore(Instant time) throws IOException {
        staging.deleteRemainsBefore(time);
        bucket.abortBegunBefore(keys.all(), time);
    }

    /** Ends the client. */
    @Override
    public void close() {
        bucket.close();
    }
}
