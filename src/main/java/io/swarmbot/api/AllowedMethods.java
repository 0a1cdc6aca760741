package io.swarmbot.api;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.handlers.RestInitialHandler.InitialMatch;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper.RequestMatch;
import org.jboss.resteasy.reactive.server.mapping.RuntimeResource;
import org.jboss.resteasy.reactive.server.spi.ServerRestHandler;

/**
 * Finds the methods that a path takes. Quarkus REST tries one resource after another, and forgets that one of them knew
 * the path but not the method; so this class asks the tables of Quarkus REST again. No other class uses its internals.
 */
final class AllowedMethods {

    private static final String ROOT = "/";

    private AllowedMethods() {}

    /** Empty if there is nothing at the path of the request. */
    static SortedSet<String> of(ResteasyReactiveRequestContext request) {
        SortedSet<String> allowed = new TreeSet<>();
        String path = request.getPathWithoutPrefix();
        RequestMapper<InitialMatch> resources =
                new RequestMapper<>(request.getDeployment().getClassMappers());
        RequestMatch<InitialMatch> resource = resources.map(path);
        while (resource != null) {
            for (ServerRestHandler handler : resource.value.handlers) {
                if (handler instanceof ClassRoutingHandler methods) {
                    collect(methods.getMappers(), resource.remaining, allowed);
                }
            }
            resource = resources.continueMatching(path, resource);
        }
        if (allowed.contains("GET")) {
            allowed.add("HEAD");
        }
        return allowed;
    }

    private static void collect(
            Map<String, RequestMapper<RuntimeResource>> mappers, String remaining, SortedSet<String> allowed) {
        mappers.forEach((method, paths) -> {
            if (method != null && paths.map(remaining.isEmpty() ? ROOT : remaining) != null) {
                allowed.add(method);
            }
        });
    }
}
