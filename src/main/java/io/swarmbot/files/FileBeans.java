package io.swarmbot.files;

import io.quarkus.arc.DefaultBean;
import io.swarmbot.concurrent.NamedThreads;
import io.swarmbot.files.directory.DirectoryStore;
import io.swarmbot.files.store.FileStore;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Makes the store of files and the threads that wait for it. */
class FileBeans {

    /** What a disk does at a time; a few more do no harm while it flushes. */
    private static final int THREADS = 16;

    private static final long IDLE_SECONDS = 10;

    @Produces
    @Singleton
    @DefaultBean
    FileStore store(FilesSettings settings) {
        return new DirectoryStore(settings.directory());
    }

    /** What waits there is bounded by those who give it: a request waits until its last bytes are written. */
    @Produces
    @Singleton
    @FileThreads
    @Typed(ExecutorService.class)
    ExecutorService threads() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new NamedThreads("files"));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    void stop(@Disposes @FileThreads ExecutorService threads) {
        threads.shutdown();
    }
}
