package io.swarmbot.api;

import io.swarmbot.http.Problems;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.Documents;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.SortedSet;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * Makes every failure of a REST request a problem with a stable code, which tells nothing about the internals of the
 * service.
 */
// Public, with its methods: in an application that embeds this jar, the generated caller has another class loader.
public class ProblemMapper {

    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;

    @ServerExceptionMapper
    public Response map(Throwable failure) {
        return response(Problems.rejectionOf(failure)).build();
    }

    /** Maps a refusal of the framework, which came before a resource was asked. */
    @ServerExceptionMapper
    public Response map(WebApplicationException refused, ContainerRequestContext request) {
        int status = refused.getResponse().getStatus();
        if (status == NOT_FOUND || status == NOT_ALLOWED) {
            SortedSet<String> allowed = AllowedMethods.of(inside(request));
            if (!allowed.isEmpty()) {
                String methods = String.join(", ", allowed);
                return response(new Rejection(ErrorCode.METHOD_NOT_ALLOWED, "this path takes " + methods))
                        .header(HttpHeaders.ALLOW, methods)
                        .build();
            }
        }
        return response(Problems.ofStatus(status, refused)).build();
    }

    private static ResteasyReactiveRequestContext inside(ContainerRequestContext request) {
        return (ResteasyReactiveRequestContext)
                ((ResteasyReactiveContainerRequestContext) request).getServerRequestContext();
    }

    private static Response.ResponseBuilder response(Rejection rejection) {
        Response.ResponseBuilder response = Response.status(rejection.code().status())
                .type(Problems.MEDIA_TYPE)
                .entity(Documents.problem(rejection));
        if (rejection.code() == ErrorCode.UNAUTHENTICATED) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, Problems.CHALLENGE);
        }
        String retryAfter = Problems.retryAfter(rejection);
        return retryAfter == null ? response : response.header(HttpHeaders.RETRY_AFTER, retryAfter);
    }
}
