package io.swarmbot.ops;

import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.swarmbot.command.AppendLog;
import io.swarmbot.command.Claim;
import io.swarmbot.command.Giver;
import io.swarmbot.command.MessageCommand;
import io.swarmbot.command.Outcome;
import io.swarmbot.command.RegisterAgent;
import io.swarmbot.command.TokenCommand;
import io.swarmbot.coordinator.CoordinatorHarness;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is counted of commands. */
class CoordinatorMetricsTest {

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final CoordinatorHarness swarm = new CoordinatorHarness.Builder()
            .meter(new CoordinatorMetrics(meters))
            .manualTime()
            .build();

    @AfterEach
    void close() {
        swarm.close();
    }

    private Timer command(String name, String outcome) {
        return meters.get("swarmbot.command")
                .tags("command", name, "outcome", outcome)
                .timer();
    }

    private double open() {
        return meters.get("swarmbot.commands.open").gauge().value();
    }

    @Test
    void commandIsCountedByItsNameAndWhatBecameOfIt() {
        swarm.given(register("agent1"));
        assertThat(swarm.submit(claim("nobody"))).isCompletedExceptionally();

        assertThat(command("register_agent", "done").count()).isEqualTo(1);
        assertThat(command("claim", "unknown_agent").count()).isEqualTo(1);
        assertThat(open()).isZero();
    }

    @Test
    void waitingCommandIsOpenAndItsTimeIsCounted() {
        swarm.given(register("agent1"));

        CompletableFuture<Outcome.Committed> waiting = swarm.submit(new Claim("agent1", Duration.ofSeconds(30)));

        assertThat(open()).isEqualTo(1);
        swarm.passes(7);
        swarm.given(submit("t1"));
        assertThat(waiting).isCompleted();
        assertThat(open()).isZero();
        assertThat(command("claim", "done").totalTime(TimeUnit.SECONDS)).isEqualTo(7);
    }

    @Test
    void withdrawnCommandIsCountedAsThat() {
        swarm.given(register("agent1"));

        swarm.submit(new Claim("agent1", Duration.ofSeconds(30))).cancel(false);

        assertThat(command("claim", "withdrawn").count()).isEqualTo(1);
        assertThat(open()).isZero();
    }

    @Test
    void eachCommandOfABatchIsCounted() {
        swarm.coordinator.submitAll(
                "default", List.of(register("agent1"), submit("t1"), claim("nobody")), Giver.ANYBODY);

        assertThat(command("register_agent", "done").count()).isEqualTo(1);
        assertThat(command("submit_task", "done").count()).isEqualTo(1);
        assertThat(command("claim", "unknown_agent").count()).isEqualTo(1);
        assertThat(open()).isZero();
    }

    @Test
    void failureOfTheStoreIsCounted() {
        swarm.given(register("agent1"));
        swarm.store.onAppend(really -> CompletableFuture.failedStage(CoordinatorHarness.unavailable()));

        assertThat(swarm.submit(submit("t1"))).isCompletedExceptionally();

        assertThat(meters.get("swarmbot.store.failures").counter().count()).isEqualTo(1);
        assertThat(command("submit_task", "store_unavailable").count()).isEqualTo(1);
    }

    @Test
    void nameIsThatOfTheCommand() {
        assertThat(List.of(
                        CoordinatorMetrics.name(AppendLog.class),
                        CoordinatorMetrics.name(RegisterAgent.class),
                        CoordinatorMetrics.name(MessageCommand.Send.class),
                        CoordinatorMetrics.name(TokenCommand.Make.class)))
                .containsExactly("append_log", "register_agent", "send_message", "make_token");
    }
}
