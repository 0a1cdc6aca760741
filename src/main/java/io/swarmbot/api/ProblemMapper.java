package io.swarmbot.api;

import io.swarmbot.http.Problems;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.Documents;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
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
                return response(Problems.methodNotAllowed(allowed)).build();
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
        Problems.headers(rejection).forEach(response::header);
        return response;
    }
}
