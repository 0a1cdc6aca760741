package io.swarmbot.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The settings of who may reach the service, and do what. */
@ConfigMapping(prefix = "swarmbot.security")
public interface SecuritySettings {

    /** How the service knows who asks. */
    @WithDefault("open")
    SecurityMode mode();

    /**
     * Whether a first start in the mode {@code tokens} makes a token for an admin and prints it, if no admin is in the
     * registry and the tokens-file.
     */
    @WithDefault("true")
    boolean bootstrap();

    /** How long the session of a browser lasts: 1 minute to 30 days. It ends with the login that it came from. */
    @WithDefault("12h")
    Duration sessionLife();

    /** How long it is remembered who made and revoked a token, and what became of it: 1 day to 100 years. */
    @WithDefault("400d")
    Duration auditKeep();

    /**
     * A file with tokens, for the modes {@code tokens} and {@code oidc}: a JSON array of
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
