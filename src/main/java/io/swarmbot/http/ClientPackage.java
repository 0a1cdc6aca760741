package io.swarmbot.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The JavaScript client as a package of one file, for {@code npm install}: the same modules that browsers load, with a
 * {@code package.json}. It is made when it is asked for first.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class ClientPackage {

    private static final String PATH = "/swarmbot-client.tgz";
    private static final String ENTRY = "swarmbot-client.js";
    /** For TypeScript, and for editors. No module imports them. */
    private static final List<String> DECLARATIONS = List.of("swarmbot-client.d.ts", "swarmbot-client/wire.d.ts");
    /** Static files of Quarkus: they are on the class path, in a native image, too. */
    private static final String FOLDER = "META-INF/resources/";

    private static final Pattern IMPORT = Pattern.compile("from '(\\.[^']+)'");

    private static final String DESCRIPTION = """
            {
              "name": "swarmbot-client",
              "version": "1.0.0",
              "description": "Follows a swarm of SwarmBot live, and gives commands",
              "license": "Apache-2.0",
              "type": "module",
              "types": "./%s",
              "exports": { "types": "./%s", "default": "./%s" },
              "engines": { "node": ">=20" }
            }
            """.formatted(DECLARATIONS.get(0), DECLARATIONS.get(0), ENTRY);

    private volatile byte @Nullable [] made;

    void register(@Observes Router router) {
        router.route(PATH).method(HttpMethod.GET).method(HttpMethod.HEAD).blockingHandler(this::answer);
    }

    private void answer(RoutingContext context) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/gzip")
                .end(Buffer.buffer(bytes()));
    }

    private byte[] bytes() {
        byte[] known = made;
        if (known == null) {
            known = TarBall.of(files());
            made = known;
        }
        return known;
    }

    private static Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("package/package.json", DESCRIPTION.getBytes(UTF_8));
        collect(ENTRY, files);
        DECLARATIONS.forEach(name -> files.put("package/" + name, read(FOLDER + name)));
        return files;
    }

    /** Adds the module and those that it imports. */
    private static void collect(String module, Map<String, byte[]> files) {
        String name = "package/" + module;
        if (files.containsKey(name)) {
            return;
        }
        byte[] source = read(FOLDER + module);
        files.put(name, source);
        Matcher imported = IMPORT.matcher(new String(source, UTF_8));
        String folder = module.substring(0, module.lastIndexOf('/') + 1);
        while (imported.find()) {
            collect(URI.create(folder + imported.group(1)).normalize().getPath(), files);
        }
    }

    private static byte[] read(String name) {
        ClassLoader loader = Objects.requireNonNull(ClientPackage.class.getClassLoader());
        try (InputStream in = Objects.requireNonNull(loader.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
