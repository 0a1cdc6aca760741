package io.swarmbot.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The requests whose bodies are bytes of files. They come in any form, and have limits of their own.
 *
 * <p>Thread-safety: immutable.
 */
@ApplicationScoped
public class FilePaths {

    private static final Pattern FILES = Pattern.compile("/api/v1/swarms/[^/]+/files");
    private static final Pattern FILE = Pattern.compile("/api/v1/swarms/[^/]+/files/[^/]+");

    private final boolean areOpen;

    FilePaths(@ConfigProperty(name = "swarmbot.files.enabled") boolean areOpen) {
        this.areOpen = areOpen;
    }

    /** Whether files can be shared. */
    public boolean areOpen() {
        return areOpen;
    }

    /** Whether the body of the request is one of these. */
    boolean takesBytes(HttpServerRequest request) {
        HttpMethod method = request.method();
        String path = request.path();
        if (!areOpen || path == null) {
            return false;
        }
        return method.equals(HttpMethod.POST)
                        && path.endsWith("/files")
                        && FILES.matcher(path).matches()
                || method.equals(HttpMethod.PATCH) && FILE.matcher(path).matches();
    }
}
