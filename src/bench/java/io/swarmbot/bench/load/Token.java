package io.swarmbot.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The token that the tool sends with each request, if it has one. No text of this class contains it.
 *
 * <p>Thread-safety: thread-safe; it reads its file on the thread that asks.
 */
final class Token {

    /** What a header may carry: RFC 6750, section 2.1. */
    private static final String ALLOWED = "[A-Za-z0-9._~+/-]+=*";
    /** A file that was named by mistake is not read to its end. */
    private static final int LONGEST_FILE = 10_000;

    private final @Nullable Path file;
    private final String source;
    // Guarded by this.
    private @Nullable String text;

    private Token(@Nullable Path file, String source, @Nullable String text) {
        this.file = file;
        this.source = source;
        this.text = text;
    }

    /**
     * Takes the first that there is: the token, the file that has it, the file that the environment variable
     * SWARMBOT_TOKEN_FILE names, the environment variable SWARMBOT_TOKEN.
     *
     * @throws IllegalArgumentException if it is unusable
     */
    static Token of(@Nullable String token, @Nullable String file, Map<String, String> environment) {
        if (token != null) {
            return of(token, "the argument --token");
        } else if (file != null) {
            return in(Path.of(file), "--token-file");
        }
        String fileOfEnvironment = environment.getOrDefault("SWARMBOT_TOKEN_FILE", "");
        String ofEnvironment = environment.getOrDefault("SWARMBOT_TOKEN", "");
        if (!fileOfEnvironment.isEmpty()) {
            return in(Path.of(fileOfEnvironment), "SWARMBOT_TOKEN_FILE");
        } else if (!ofEnvironment.isEmpty()) {
            return of(ofEnvironment, "the environment variable SWARMBOT_TOKEN");
        }
        return new Token(null, "", null);
    }

    private static Token of(String token, String source) {
        return new Token(null, source, checked(token, source));
    }

    private static Token in(Path file, String namedBy) {
        String source = "the file " + file + " (" + namedBy + ")";
        return new Token(file, source, read(file, source));
    }

    @Override
    public synchronized String toString() {
        return text == null ? "no token" : "the token from " + source;
    }

    /** The token to send, or null to send none. */
    synchronized @Nullable String current() {
        return text;
    }

    /** Reads the file again, because secrets are renewed there. Null if it has no other token than the refused one. */
    synchronized @Nullable String newerThan(@Nullable String refused) {
        if (file != null) {
            try {
                text = read(file, source);
            } catch (IllegalArgumentException e) {
                // The refused one is all that we have.
            }
        }
        return Objects.equals(text, refused) ? null : text;
    }

    /** What to tell people after a 401. */
    synchronized String refusal() {
        return text == null
                ? "the service requires a token, and there is none: name its file with --token-file or"
                        + " SWARMBOT_TOKEN_FILE, or give it with --token or SWARMBOT_TOKEN"
                : "the service does not accept " + this + ": it is wrong, expired or revoked";
    }

    private static String read(Path file, String source) {
        try (InputStream in = Files.newInputStream(file)) {
            return checked(new String(in.readNBytes(LONGEST_FILE), StandardCharsets.UTF_8), source);
        } catch (IOException e) {
            String why = e instanceof NoSuchFileException ? "there is no such file" : e.toString();
            throw new IllegalArgumentException("no token can be read from " + source + ": " + why, e);
        }
    }

    /** Anything else would be refused by the HTTP client, with a message that contains the token. */
    private static String checked(String given, String source) {
        if (!given.strip().matches(ALLOWED)) {
            throw new IllegalArgumentException(
                    source + " has no token: it must be one word of letters, digits and -._~+/");
        }
        return given.strip();
    }
}
