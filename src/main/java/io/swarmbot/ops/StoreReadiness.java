package io.swarmbot.ops;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.swarmbot.store.SwarmStore;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Says ready while the store can do its work, and otherwise not ready, with the reason. */
@Readiness
@ApplicationScoped
class StoreReadiness implements AsyncHealthCheck {

    private static final String STORE = "store";
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final SwarmStore store;

    StoreReadiness(SwarmStore store) {
        this.store = store;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom()
                .completionStage(store::check)
                .map(nothing -> HealthCheckResponse.up(STORE))
                .ifNoItem()
                .after(PATIENCE)
                .recoverWithItem(() -> down("the store does not answer"))
                .onFailure()
                .recoverWithItem(failure -> down(String.valueOf(failure.getMessage())));
    }

    private static HealthCheckResponse down(String reason) {
        return HealthCheckResponse.named(STORE)
                .down()
                .withData("reason", reason)
                .build();
    }
}
