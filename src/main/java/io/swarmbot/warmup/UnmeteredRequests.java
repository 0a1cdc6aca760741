package io.swarmbot.warmup;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.quarkus.micrometer.runtime.HttpServerMetricsTagsContributor;
import io.swarmbot.http.WarmUpRequests;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * Keeps the warm-up out of the metrics of HTTP. Its requests get a mark, and its server is named by a port that no
 * server has; what has one of the two is registered nowhere.
 *
 * <p>Thread-safety: any thread.
 */
@Singleton
class UnmeteredRequests implements HttpServerMetricsTagsContributor {

    /** What the metrics say is the port of the warm-up's server. */
    static final int PORT = 1;

    private static final String SERVER_PORT = "server.port";
    private static final String WEBSOCKETS = "http.server.websocket.connections";
    private static final Tag MARK = Tag.of("swarmbot", "warm-up");
    private static final Tags MARKED = Tags.of(MARK);

    private final WarmUpRequests requests;

    UnmeteredRequests(WarmUpRequests requests) {
        this.requests = requests;
    }

    @Override
    public Tags contribute(Context context) {
        return requests.contain(context.request()) ? MARKED : Tags.empty();
    }

    @Produces
    @Singleton
    MeterFilter filter() {
        String port = Integer.toString(PORT);
        return MeterFilter.deny(
                id -> port.equals(id.getTag(SERVER_PORT)) || MARK.getValue().equals(id.getTag(MARK.getKey())));
    }

    /**
     * The metric of open WebSockets takes no mark. If none is open, nobody misses it: the next one registers it anew.
     */
    static void forgetWebSockets(MeterRegistry meters) {
        meters.find(WEBSOCKETS).longTaskTimers().stream()
                .filter(timer -> timer.activeTasks() == 0)
                .forEach(meters::remove);
    }
}
