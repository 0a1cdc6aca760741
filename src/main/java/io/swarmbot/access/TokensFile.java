package io.swarmbot.access;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.swarmbot.grant.AccessToken;
import io.swarmbot.grant.InvalidValue;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.TokenJson;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a file, such as a secret that Kubernetes mounts. It is read again when its content changes. A changed
 * file that cannot be read changes nothing, and the log says so.
 *
 * <p>Thread-safety: any thread.
 */
final class TokensFile {

    private static final Logger LOG = System.getLogger(TokensFile.class.getName());

    /** Some thousands of tokens. */
    private static final int MAX_BYTES = 1 << 20;

    private final Path path;
    private volatile Map<String, AccessToken> tokens;
    /** What was read last, good or not. Guarded by this. */
    private byte[] content;
    /** What the log says of the file; null if it could be read. Guarded by this. */
    private @Nullable String lastFault;

    private TokensFile(Path path, byte[] content, Map<String, AccessToken> tokens) {
        this.path = path;
        this.content = content;
        this.tokens = tokens;
    }

    /** @throws ConfigurationException if the file cannot be read; it ends the start */
    static TokensFile load(Path path) {
        try {
            byte[] content = read(path);
            return new TokensFile(path, content, parse(content));
        } catch (IOException | Rejection | InvalidValue e) {
            throw new ConfigurationException(fault(path, e));
        }
    }

    /** The tokens by their ids. */
    Map<String, AccessToken> tokens() {
        return tokens;
    }

    /** Reads the file again if it is another one by now. */
    synchronized void look() {
        try {
            byte[] now = read(path);
            if (Arrays.equals(now, content)) {
                return;
            }
            content = now;
            tokens = parse(now);
            lastFault = null;
            LOG.log(Level.INFO, "swarmbot.security.tokens-file " + path + " has changed: " + tokens.size() + " tokens");
        } catch (IOException | Rejection | InvalidValue e) {
            String fault = fault(path, e);
            if (!fault.equals(lastFault)) {
                lastFault = fault;
                LOG.log(Level.ERROR, fault + ". The tokens that were read before stay in force");
            }
        }
    }

    private static byte[] read(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("it has more than " + MAX_BYTES + " bytes");
            }
            return bytes;
        }
    }

    private static Map<String, AccessToken> parse(byte[] content) {
        Map<String, AccessToken> tokens = new LinkedHashMap<>();
        for (AccessToken token : TokenJson.readFile(content)) {
            if (tokens.put(token.id(), token) != null) {
                throw TokenJson.twice(token.id());
            }
        }
        return Map.copyOf(tokens);
    }

    private static String fault(Path path, Exception failure) {
        return "swarmbot.security.tokens-file " + path + " cannot be read: " + failure.getMessage();
    }
}
