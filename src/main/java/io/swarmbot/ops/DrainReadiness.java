package io.swarmbot.ops;

import io.swarmbot.http.GoingAway;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Says not ready from the moment on in which the process is told to end. */
@Readiness
@ApplicationScoped
class DrainReadiness implements HealthCheck {

    private final GoingAway goingAway;

    DrainReadiness(GoingAway goingAway) {
        this.goingAway = goingAway;
    }

    @Override
    public HealthCheckResponse call() {
        boolean isGoing = goingAway.isBegun();
        return HealthCheckResponse.named("drain").status(!isGoing).build();
    }
}
