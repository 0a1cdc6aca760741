package io.swarmbot.api;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.swarmbot.http.Compression;
import io.swarmbot.http.Exchange;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Compresses the answers of REST that have their bytes, and says in headers which answers are compressed. What may not
 * be stored is never compressed: it may hold a secret, and the length of a compressed answer tells about its content.
 *
 * <p>Thread-safety: any thread.
 */
// Public, with its method: in an application that embeds this jar, the generated caller has another class loader.
public class CompressedAnswers {

    /**
     * A strong ETag is of one form of an entity only (RFC 9110, 8.8.3.3). This is behind the version in a compressed
     * one.
     */
    static final String TAG_SUFFIX = "-gzip";

    private static final String API = "/api/v1/";
    private static final int NOT_MODIFIED = 304;

    private final CurrentVertxRequest current;

    CompressedAnswers(CurrentVertxRequest current) {
        this.current = current;
    }

    @ServerResponseFilter
    public void compress(ContainerRequestContext request, ContainerResponseContext response) {
        if (!request.getUriInfo().getPath().startsWith(API) || !mayBeCompressed(response)) {
            return;
        }
        // Before the headers are asked for: a new entity comes with new headers.
        boolean isCompressed = isCompressed(response);
        MultivaluedMap<String, Object> headers = response.getHeaders();
        Object others = headers.getFirst(HttpHeaders.VARY);
        headers.putSingle(
                HttpHeaders.VARY,
                others == null ? HttpHeaders.ACCEPT_ENCODING : others + ", " + HttpHeaders.ACCEPT_ENCODING);
        if (isCompressed) {
            headers.putSingle(HttpHeaders.CONTENT_ENCODING, "gzip");
            Object tag = headers.getFirst(HttpHeaders.ETAG);
            if (tag != null) {
                headers.putSingle(HttpHeaders.ETAG, tagOfCompressed(tag.toString()));
            }
        }
    }

    private static boolean mayBeCompressed(ContainerResponseContext response) {
        if (response.getEntity() instanceof AnswerWriter.Entity) {
            // It is made already.
            return true;
        }
        if (Responses.NOT_STORED.equals(response.getHeaderString(HttpHeaders.CACHE_CONTROL))) {
            // It may have a secret, which its compressed length could give away.
            return false;
        }
        MediaType type = response.getMediaType();
        return response.getStatus() == NOT_MODIFIED
                || (type != null
                        && (type.isCompatible(MediaType.APPLICATION_JSON_TYPE)
                                || type.isCompatible(CommandsResource.LINES_TYPE)));
    }

    /** Whether the entity is compressed, now at the latest. */
    private boolean isCompressed(ContainerResponseContext response) {
        Object entity = response.getEntity();
        if (entity instanceof AnswerWriter.Entity made) {
            return made.rest().isGzip();
        }
        if (entity instanceof byte[] whole
                && Exchange.of(current.getCurrent()).compression().isFor(whole.length)) {
            response.setEntity(Compression.gzip(whole));
            return true;
        }
        return false;
    }

    private static String tagOfCompressed(String tag) {
        return tag.startsWith("W/") ? tag : tag.substring(0, tag.length() - 1) + TAG_SUFFIX + "\"";
    }
}
