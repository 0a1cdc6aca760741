package io.swarmbot.warmup;

import io.micrometer.core.instrument.MeterRegistry;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.coordinator.SwarmSettings;
import io.swarmbot.http.TransportSwitch;
import io.swarmbot.http.WarmUpEnded;
import io.swarmbot.http.WarmUpRequests;
import io.swarmbot.push.Hub;
import io.swarmbot.push.PushSettings;
import io.swarmbot.swarm.SwarmCodec;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;

/**
 * Makes what the warm-up needs, does rounds until their times settle, and drops everything again.
 *
 * <p>Thread-safety: one call at a time.
 */
@Singleton
class Exercise {

    private static final String PREFIX = "warm-up-";
    private static final int SECRET_BITS = 160;

    private final PrivateSwarm.Parts service;
    private final WarmUpRequests requests;
    private final TransportSwitch transports;
    private final Vertx vertx;
    private final MeterRegistry meters;
    private final Event<WarmUpEnded> ended;

    Exercise(
            SwarmCoordinator coordinator,
            Hub hub,
            SwarmCodec codec,
            SwarmSettings settings,
            PushSettings push,
            Clock clock,
            Ticker ticker,
            WarmUpRequests requests,
            TransportSwitch transports,
            Vertx vertx,
            MeterRegistry meters,
            Event<WarmUpEnded> ended) {
        this.service = new PrivateSwarm.Parts(coordinator, hub, codec, settings, push, clock, ticker);
        this.requests = requests;
        this.transports = transports;
        this.vertx = vertx;
        this.meters = meters;
        this.ended = ended;
    }

    /**
     * Does rounds, at least one.
     *
     * @param server the options of the server of the service
     * @param atMost begins no further round after this time
     * @param isSettled is told how many nanoseconds each round took, and says whether that was the last one
     * @param isStopped whether the process is about to end
     * @return how many rounds there were
     * @throws IOException if a request is refused, or not answered in time
     */
    int run(HttpServerOptions server, Duration atMost, LongPredicate isSettled, BooleanSupplier isStopped)
            throws IOException {
        String secret = PREFIX + new BigInteger(SECRET_BITS, new SecureRandom()).toString(Character.MAX_RADIX);
        requests.begin(secret);
        Pace pace = new Pace(requests, service.ticker(), atMost.toNanos(), isStopped);
        try (PrivateSwarm swarm = new PrivateSwarm(secret, service);
                LoopbackServer loopback = LoopbackServer.open(vertx, server, secret)) {
            return repeat(new Round(swarm, loopback.port(), pace, transports), pace, isSettled);
        } finally {
            requests.end();
            UnmeteredRequests.forgetWebSockets(meters);
            ended.fire(new WarmUpEnded(secret));
        }
    }

    private int repeat(Round round, Pace pace, LongPredicate isSettled) throws IOException {
        int rounds = 0;
        boolean isOver = false;
        while (!isOver) {
            long begin = service.ticker().nanos() - pace.restedNanos();
            round.run();
            rounds++;
            isOver = isSettled.test(service.ticker().nanos() - pace.restedNanos() - begin) || !pace.hasTime();
        }
        return rounds;
    }
}
