package io.swarmbot.files;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** The settings of files. */
@ConfigMapping(prefix = "swarmbot.files")
public interface FilesSettings {

    /** Whether files can be shared. If not, there is nothing at their paths. */
    @WithDefault("true")
    boolean enabled();

    /** The directory of their bytes; it is made when the first file comes. Replicas share a volume. */
    @WithDefault("${swarmbot.store.embedded.directory}/files")
    Path directory();

    /** How many bytes one file may have. */
    @WithDefault("4G")
    MemorySize maxSize();

    /** How many bytes all files of a swarm may have together. */
    @WithDefault("64G")
    MemorySize swarmQuota();

    /** How many bytes the files of a swarm may have that one principal shared. It does not count without logins. */
    @WithDefault("64G")
    MemorySize principalQuota();

    /** How many files a swarm may have. Each takes about half a kilobyte of memory. */
    @WithDefault("10000")
    int max();

    /** How many uploads of a swarm may be open. */
    @WithDefault("100")
    int maxUploads();

    /** How many requests may bring bytes at the same time, to all swarms together. */
    @WithDefault("64")
    int maxWriters();

    /**
     * How many files may come and go on one WebSocket at the same time. Each that comes takes up to 128 KiB of memory.
     */
    @WithDefault("16")
    int maxTransfers();

    /** How long an upload is kept to which nothing is added. */
    @WithDefault("24h")
    Duration uploadExpires();

    /**
     * How long the files of a task are kept after it ended; those of a task that is no longer remembered, after they
     * were shared.
     */
    @WithDefault("30d")
    Duration keepAfterTask();

    /** How often uploads that expired, and bytes of which no log says anything, are looked for. */
    @WithDefault("10m")
    Duration collectEvery();
}
