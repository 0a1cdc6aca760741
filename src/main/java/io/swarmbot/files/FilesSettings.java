package io.swarmbot.files;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The settings of files. */
@ConfigMapping(prefix = "swarmbot.files")
public interface FilesSettings {

    /** Whether files can be shared. If not, there is nothing at their paths. */
    @WithDefault("true")
    boolean enabled();

    /** Where their bytes are. */
    @WithDefault("directory")
    Kind kind();

    /**
     * The directory of their bytes; it is made when the first file comes. Replicas share a volume. With
     * {@link Kind#S3}, only uploads that have not ended are there.
     */
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

    S3 s3();

    /** Where bytes of files are. */
    enum Kind {
        /** In a directory of this machine, or of a volume that replicas share. */
        DIRECTORY,
        /** In a bucket of S3, or of a server that speaks its protocol. */
        S3
    }

    /** The bucket, for {@link Kind#S3}. Credentials are what the client finds in its environment. */
    interface S3 {

        /** The name of the bucket, which must be there. */
        Optional<String> bucket();

        /** The URL of a server that is not Amazon's, such as {@code https://s3.example.com}. */
        Optional<URI> endpoint();

        /** The region of the bucket, if the environment does not say it. */
        Optional<String> region();

        /** Begins the names of all objects. Each installation has one of its own. */
        @WithDefault("swarmbot")
        String prefix();

        /** Whether requests name the bucket in their path, rather than in their host. */
        @WithDefault("false")
        boolean pathStyle();

        /** How long one request may take, up to the first byte of its answer. It brings up to 8 MiB. */
        @WithDefault("60s")
        Duration timeout();
    }
}
