package io.swarmbot.warmup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.http.WarmUpRequests;
import io.swarmbot.testing.ManualTicker;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.io.InterruptedIOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Requests of clients go first, and the time of the warm-up is bounded all the same. */
class PaceTest {

    private static final Duration QUIET = Duration.ofMillis(50);

    private final ManualTicker ticker = ManualTicker.aboutToOverflow();
    private final WarmUpRequests requests = new WarmUpRequests(ticker);
    private final AtomicReference<String> target = new AtomicReference<>("/api/v1/swarms");
    private final AtomicReference<Handler<Void>> end = new AtomicReference<>();

    /** A request of which nothing is known but its path and its end. */
    private final RoutingContext request = (RoutingContext) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {RoutingContext.class}, (proxy, method, arguments) -> {
                if (method.getName().equals("normalizedPath")) {
                    return target.get();
                }
                assertThat(method.getName()).isEqualTo("addEndHandler");
                @SuppressWarnings("unchecked")
                Handler<Void> handler = (Handler<Void>) arguments[0];
                end.set(handler);
                return 1;
            });

    @Test
    void warmUpGoesOnAtOnceIfNoClientIsThere() throws InterruptedIOException {
        requests.begin("secret");

        new Pace(requests, ticker, 1, () -> false).awaitTurn();
        assertThat(requests.mayGoOn()).isTrue();
    }

    @Test
    void requestOfAClientGoesFirstUntilAWhileAfterItsEnd() {
        requests.begin("secret");

        requests.giveWayTo(request);
        assertThat(requests.mayGoOn()).isFalse();
        ticker.advance(QUIET);
        assertThat(requests.mayGoOn()).isTrue();
        end.get().handle(null);
        assertThat(requests.mayGoOn()).isFalse();
        ticker.advance(QUIET);
        assertThat(requests.mayGoOn()).isTrue();
    }

    @Test
    void healthCheckIsNoClient() {
        requests.begin("secret");
        target.set("/q/health/ready");

        requests.giveWayTo(request);

        assertThat(requests.mayGoOn()).isTrue();
    }

    @Test
    void clientsThatNeverStopDoNotKeepItFromItsEnd() throws InterruptedIOException {
        requests.begin("secret");
        Pace pace = new Pace(requests, ticker, QUIET.toNanos(), () -> false);
        assertThat(pace.hasTime()).isTrue();
        ticker.advance(QUIET);
        requests.giveWayTo(request);

        pace.awaitTurn();

        assertThat(pace.hasTime()).isFalse();
    }

    @Test
    void endOfTheProcessEndsIt() {
        requests.begin("secret");
        Pace pace = new Pace(requests, ticker, QUIET.toNanos(), () -> true);

        assertThat(pace.hasTime()).isFalse();
        assertThatThrownBy(pace::awaitTurn).isInstanceOf(InterruptedIOException.class);
    }

    @Test
    void nothingIsNotedOfClientsWhileThereIsNoWarmUp() {
        requests.giveWayTo(request);

        assertThat(end.get()).isNull();
    }
}
