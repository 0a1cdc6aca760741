package io.swarmbot.liveness;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.swarmbot.swarm.SwarmCoordinator;
import jakarta.enterprise.context.ApplicationScoped;

/** Asks at regular intervals who has been silent for too long. */
@ApplicationScoped
class LivenessSweep {

    private final SwarmCoordinator coordinator;

    LivenessSweep(SwarmCoordinator coordinator) {
        this.coordinator = coordinator;
    }

    @Scheduled(every = "${swarmbot.agents.sweep-every:1s}", concurrentExecution = ConcurrentExecution.SKIP)
    void sweep() {
        coordinator.sweep();
    }
}
