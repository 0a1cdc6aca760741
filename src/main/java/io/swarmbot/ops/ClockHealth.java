package io.swarmbot.ops;

import io.swarmbot.coordinator.SwarmCoordinator;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says whether the newest event of a swarm is ahead of this machine's clock by more than a minute: then a clock is
 * wrong, or was. It is always up, because the service works all the same, and taking it out of service mends no clock.
 */
@Readiness
@ApplicationScoped
class ClockHealth implements HealthCheck {

    private final SwarmCoordinator coordinator;

    ClockHealth(SwarmCoordinator coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("clock").up();
        coordinator
                .logsAhead()
                .ifPresent(found -> response.withData("swarms_ahead", found.swarms())
                        .withData("furthest", found.furthest())
                        .withData("ahead_ms", found.by().toMillis()));
        return response.build();
    }
}
