package io.swarmbot.files;

import io.swarmbot.access.RouteRights;
import io.swarmbot.command.Outcome;
import io.swarmbot.http.FilePaths;
import io.swarmbot.http.PathSegments;
import io.swarmbot.http.Problems;
import io.swarmbot.swarm.Rejection;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The routes of files. The list of files is a resource of the API.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class FileRoutes {

    /** After the filters for origin and rights, which are below -100, and before the resources. */
    private static final int ORDER = -50;

    private static final int NO_CONTENT = 204;

    private final FilePaths paths;
    private final TusRoute tus;
    private final PlainUploadRoute plain;
    private final DownloadRoute downloads;
    private final FileSocketRoute live;
    private final SharedFiles files;

    FileRoutes(
            FilePaths paths,
            TusRoute tus,
            PlainUploadRoute plain,
            DownloadRoute downloads,
            FileSocketRoute live,
            SharedFiles files) {
        this.paths = paths;
        this.tus = tus;
        this.plain = plain;
        this.downloads = downloads;
        this.live = live;
        this.files = files;
    }

    void register(@Observes Router router) {
        if (paths.areOpen()) {
            router.route("/api/v1/swarms/:swarm/files").order(ORDER).handler(this::takeAll);
            // Before the files, none of which has that id.
            router.route("/api/v1/swarms/:swarm/files/live").order(ORDER).handler(live::take);
            router.route("/api/v1/swarms/:swarm/files/:file").order(ORDER).handler(this::takeOne);
        }
    }

    private void takeAll(RoutingContext context) {
        switch (context.request().method().name()) {
            case "GET", "HEAD" -> context.next();
            case "OPTIONS" -> handle(context, tus::options);
            case "POST" ->
                handle(context, request -> {
                    if (TusRoute.isTus(request)) {
                        tus.create(request);
                    } else {
                        plain.take(request);
                    }
                });
            default -> handle(context, request -> refuseMethod(context));
        }
    }

    private void takeOne(RoutingContext context) {
        switch (context.request().method().name()) {
            case "GET" -> handle(context, downloads::give);
            case "HEAD" ->
                handle(context, request -> {
                    if (TusRoute.isTus(request)) {
                        tus.head(request);
                    } else {
                        downloads.give(request);
                    }
                });
            case "PATCH" -> handle(context, tus::patch);
            case "DELETE" -> handle(context, this::delete);
            default -> handle(context, request -> refuseMethod(context));
        }
    }

    private static void refuseMethod(RoutingContext context) {
        throw Problems.methodNotAllowed(RouteRights.methods(PathSegments.of(context.normalizedPath())));
    }

    private static void handle(RoutingContext context, Consumer<FileRequest> action) {
        FileRequest request = new FileRequest(context);
        try {
            action.accept(request);
        } catch (Rejection refused) {
            request.refuse(refused);
        } catch (RuntimeException fault) {
            request.refuse(Problems.rejectionOf(fault));
        }
    }

    /** Removes a file, or ends an upload of which no file became yet. */
    private void delete(FileRequest request) {
        request.requireParameters(Set.of());
        if (TusRoute.isTus(request)) {
            tus.requireVersion(request);
        }
        String swarm = request.swarm();
        CompletableFuture<Optional<Outcome.Committed>> done = files.find(swarm, request.fileId())
                .thenCompose(file -> file.isPresent()
                        ? files.remove(swarm, file.get(), request.actor(), request.caller())
                                .thenApply(Optional::of)
                        : tus.terminate(request).thenApply(ended -> Optional.empty()));
        request.answer(done, removed -> {
            removed.ifPresent(request::put);
            request.response().setStatusCode(NO_CONTENT).end();
        });
    }
}
