package io.swarmbot.access;

import io.quarkus.vertx.http.ManagementInterface;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.http.ClientSocket;
import io.swarmbot.http.RouteOrder;
import io.swarmbot.http.SafeMethods;
import io.swarmbot.http.WarmUpRequests;
import io.swarmbot.push.Admission;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.System.Logger;
import java.time.Clock;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Logs who asked for what through which door, and what came of it: a line of JSON at the end of each request, and two
 * for each stream, when it opens and when it ends. If the setting is {@code off}, no request passes here.
 *
 * <p>The framework's own access log was no choice: it knows no principal, writes the query with whatever secret is in
 * it, escapes nothing, and says nothing when a stream opens.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
public class AccessLog {

    static final String CATEGORY = "io.swarmbot.access-log";

    private static final Logger LOG = System.getLogger(CATEGORY);
    private static final String KEY = "swarmbot.access-log";

    /** Unauthenticated, forbidden, too many requests. */
    private static final Set<Integer> REFUSALS = Set.of(401, 403, 429);

    private static final int SWITCHING = 101;

    private final AccessLogSettings.Level level;
    private final Clock clock;
    private final Ticker ticker;
    private final WarmUpRequests warmUp;
    private final LineBudget refusals = new LineBudget();

    AccessLog(AccessLogSettings settings, Clock clock, Ticker ticker, WarmUpRequests warmUp) {
        this.level = settings.accessLog();
        this.clock = clock;
        this.ticker = ticker;
        this.warmUp = warmUp;
    }

    /** A request that is under way. */
    private static final class Entry {

        private final Function<HttpServerRequest, Door> doors;
        private final long since;
        /** Confined to the event loop. */
        private boolean isStream;

        Entry(Function<HttpServerRequest, Door> doors, long since) {
            this.doors = doors;
            this.since = since;
        }

        /** Looked at only for those that get a line. */
        Door door(RoutingContext context) {
            return doors.apply(context.request());
        }
    }

    void register(@Observes Router router) {
        addTo(router, Door::of);
    }

    void registerForManagement(@Observes ManagementInterface management) {
        addTo(management.router(), request -> Door.MANAGEMENT);
    }

    private void addTo(Router router, Function<HttpServerRequest, Door> doors) {
        if (level != AccessLogSettings.Level.OFF) {
            router.route().order(RouteOrder.ACCESS_LOG).handler(context -> {
                if (warmUp.contain(context.request())) {
                    context.next();
                    return;
                }
                Entry entry = new Entry(doors, ticker.nanos());
                context.put(KEY, entry);
                context.addEndHandler(ended -> end(context, entry, ended.succeeded()));
                context.next();
            });
        }
    }

    /** Logs that a stream opens, and logs it again when the stream has ended. Before the stream is opened. */
    public void open(RoutingContext context, Admission admission) {
        Entry entry = context.get(KEY);
        if (entry == null) {
            return;
        }
        entry.isStream = true;
        logStream(context, entry, Caller.find(context), admission);
    }

    /** The request becomes a connection on which a stream may open later: it gets no line of its own. */
    public void becomeConnection(RoutingContext context) {
        Entry entry = context.get(KEY);
        if (entry != null) {
            entry.isStream = true;
        }
    }

    /**
     * Logs that a stream opens behind the request that brought its login, and logs it again when the stream has ended.
     * Before the stream is opened.
     */
    public void openBehind(RoutingContext context, Caller caller, Admission admission) {
        Entry entry = context.get(KEY);
        if (entry != null) {
            logStream(context, entry, caller, admission);
        }
    }

    private void logStream(RoutingContext context, Entry entry, @Nullable Caller caller, Admission admission) {
        Door door = entry.door(context);
        boolean isUpgrade = door == Door.WS
                || door == Door.SOCKETIO && context.request().headers().contains(HttpHeaders.UPGRADE);
        boolean takesCommands = door == Door.WS || door == Door.SOCKETIO;
        boolean isWanted = takesCommands ? isAtLeast(AccessLogSettings.Level.CHANGES) : isAll();
        if (isWanted && LOG.isLoggable(Logger.Level.INFO)) {
            int status = isUpgrade ? SWITCHING : context.response().getStatusCode();
            LOG.log(
                    Logger.Level.INFO,
                    line("opened", context, entry, caller).status(status).toString());
            // The request is not kept for as long as its stream.
            AccessLine closed = line("closed", context, entry, caller);
            admission.whenReleased(reason -> LOG.log(
                    Logger.Level.INFO,
                    closed.at(clock.instant())
                            .reason(reason == null ? "client_gone" : reason.wireName())
                            .millis(millisSince(entry.since))
                            .toString()));
        }
    }

    private void end(RoutingContext context, Entry entry, boolean hasEndedWell) {
        int status = context.response().getStatusCode();
        if (entry.isStream || !isWanted(context.request().method(), status) || !LOG.isLoggable(Logger.Level.INFO)) {
            return;
        }
        int skipped = 0;
        if (REFUSALS.contains(status) && !isAll()) {
            skipped = refusals.take(ticker.nanos());
            if (skipped < 0) {
                return;
            }
        }
        HttpServerResponse response = context.response();
        AccessLine line = line("request", context, entry, Caller.find(context));
        if (response.headWritten()) {
            line.status(status);
        }
        // The library says of a file that was cut off that its answer has ended well, and counts all of its bytes.
        if (hasEndedWell && ClientSocket.of(context.request().connection()).isOpen()) {
            line.bytes(response.bytesWritten());
        } else {
            line.reason("client_gone");
        }
        LOG.log(
                Logger.Level.INFO,
                line.millis(millisSince(entry.since)).skipped(skipped).toString());
    }

    private boolean isWanted(HttpMethod method, int status) {
        return isAll()
                || REFUSALS.contains(status)
                || isAtLeast(AccessLogSettings.Level.CHANGES) && !SafeMethods.contains(method);
    }

    private boolean isAll() {
        return isAtLeast(AccessLogSettings.Level.ALL);
    }

    private boolean isAtLeast(AccessLogSettings.Level wanted) {
        return level.compareTo(wanted) >= 0;
    }

    private AccessLine line(String event, RoutingContext context, Entry entry, @Nullable Caller caller) {
        return new AccessLine(
                event, clock.instant(), AccessLine.Asked.of(context.request(), caller, entry.door(context)));
    }

    private long millisSince(long nanos) {
        return (ticker.nanos() - nanos) / 1_000_000;
    }
}
