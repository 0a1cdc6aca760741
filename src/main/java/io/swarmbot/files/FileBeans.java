package io.swarmbot.files;

import io.quarkus.arc.DefaultBean;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.swarmbot.concurrent.NamedThreads;
import io.swarmbot.concurrent.StartOrder;
import io.swarmbot.files.directory.DirectoryStore;
import io.swarmbot.files.s3.S3Settings;
import io.swarmbot.files.s3.S3Store;
import io.swarmbot.files.store.FileStore;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Makes the store of files and the threads that wait for it. */
class FileBeans {

    /**
     * They wait for the disk, and hash what came. With many more than processors, whatever else runs waits for a time
     * slice of each.
     */
    private static final int THREADS_PER_PROCESSOR = 2;

    /** What a disk does at a time; a few more do no harm while it flushes. */
    private static final int MOST_THREADS = 16;

    private static final long IDLE_SECONDS = 10;

    @Produces
    @Singleton
    @DefaultBean
    FileStore store(FilesSettings settings, @FileThreads ExecutorService threads) {
        FileStore directory = new DirectoryStore(settings.directory());
        return settings.kind() == FilesSettings.Kind.S3 ? inBucket(settings, directory, threads) : directory;
    }

    private static FileStore inBucket(FilesSettings settings, FileStore staging, ExecutorService threads) {
        FilesSettings.S3 given = settings.s3();
        String bucket = given.bucket()
                .orElseThrow(() -> new ConfigurationException(
                        "swarmbot.files.kind=s3 needs swarmbot.files.s3.bucket, the name of a bucket"));
        if (settings.uploadExpires().compareTo(FileCollector.LEFT_ALONE) > 0) {
            throw new ConfigurationException("swarmbot.files.upload-expires is at most 24h with swarmbot.files.kind=s3,"
                    + " not " + settings.uploadExpires());
        }
        try {
            S3Settings own = new S3Settings(
                    bucket,
                    given.endpoint().orElse(null),
                    given.region().orElse(null),
                    given.prefix(),
                    given.pathStyle() ? S3Settings.Addressing.PATH : S3Settings.Addressing.HOST,
                    given.timeout());
            return S3Store.open(own, staging, threads);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("swarmbot.files.s3 cannot be used: " + e.getMessage());
        }
    }

    /** Makes the store at the start, so that settings which cannot be used are noticed then. */
    void open(
            @Observes @Priority(StartOrder.STORES) StartupEvent event,
            FilesSettings settings,
            Instance<FileStore> store) {
        if (settings.enabled()) {
            store.get();
        }
    }

    void close(@Disposes FileStore store) throws Exception {
        if (store instanceof AutoCloseable client) {
            client.close();
        }
    }

    /** What waits there is bounded by those who give it: a request waits until its last bytes are written. */
    @Produces
    @Singleton
    @FileThreads
    @Typed(ExecutorService.class)
    ExecutorService threads(FilesSettings settings) {
        // Every request that brought a file waits until the bucket has it, and downloads must not wait for them.
        int forDisk = Math.min(
                MOST_THREADS, THREADS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors());
        int most = settings.kind() == FilesSettings.Kind.S3 ? settings.maxWriters() + forDisk : forDisk;
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), new NamedThreads("files"));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    void stop(@Disposes @FileThreads ExecutorService threads) {
        threads.shutdown();
    }
}
