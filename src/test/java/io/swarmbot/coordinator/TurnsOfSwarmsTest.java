package io.swarmbot.coordinator;

import static io.swarmbot.command.Scene.heartbeat;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.store.LogDriver.join;
import static io.swarmbot.testing.Patience.await;

import io.swarmbot.command.Command;
import io.swarmbot.command.UpdateAgentStatus;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Json;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A swarm that is given commands without an end takes no thread from the others, however fast the store answers. */
class TurnsOfSwarmsTest {

    private final CoordinatorHarness service =
            new CoordinatorHarness.Builder().threads(1).autoCreate().build();
    private final AtomicBoolean isOver = new AtomicBoolean();
    private final AtomicLong given = new AtomicLong();

    @AfterEach
    void close() {
        isOver.set(true);
        service.close();
    }

    /** Each answer is followed by the next command at once, so that the swarm is never done. */
    private void flood(String swarm, LongFunction<Command> commands) {
        if (!isOver.get()) {
            service.coordinator
                    .submit(swarm, commands.apply(given.incrementAndGet()))
                    .whenComplete((answer, failure) -> flood(swarm, commands));
        }
    }

    @Test
    void floodOfOneSwarmDoesNotStopAnother() {
        join(service.coordinator.submit("flooded", register("agent1")));
        join(service.coordinator.submit("other", register("agent1")));

        flood("flooded", n -> new UpdateAgentStatus("agent1", AgentStatus.BUSY, new Json("{\"n\":" + n + "}")));

        await("commands of the other swarm").until(() -> isAnswered("other"));
    }

    /** Commands that are refused write nothing, so no store ever interrupts them. */
    @Test
    void floodOfRefusedCommandsDoesNotStopAnotherSwarm() {
        join(service.coordinator.submit("flooded", register("agent1")));
        join(service.coordinator.submit("other", register("agent1")));

        for (int line = 0; line < 3; line++) {
            flood("flooded", n -> heartbeat("nobody"));
        }

        await("commands of the other swarm").until(() -> isAnswered("other"));
    }

    private boolean isAnswered(String swarm) {
        join(service.coordinator.submit(swarm, new UpdateAgentStatus("agent1", AgentStatus.BUSY, null)));
        return true;
    }
}
