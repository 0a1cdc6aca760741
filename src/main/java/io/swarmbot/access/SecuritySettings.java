package io.swarmbot.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** The settings of who may reach the service, and do what. */
@ConfigMapping(prefix = "swarmbot.security")
public interface SecuritySettings {

    /** How the service knows who asks. */
    @WithDefault("open")
    SecurityMode mode();

    /**
     * A file with tokens, for the mode {@code tokens}: a JSON array of
     * {@code {"id","name","sha256","grants","expires_at"}}.
     */
    Optional<Path> tokensFile();

    /** Whether the service may listen on an address that other machines may reach, though it has no login. */
    @WithDefault("false")
    boolean allowOpen();

    /**
     * The names by which clients call the service, without port. {@code localhost}, the name of this machine and IP
     * addresses need no entry.
     */
    Optional<Set<String>> hosts();
}
