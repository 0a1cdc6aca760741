package io.swarmbot.swarm.view;

import io.swarmbot.command.Claim;
import io.swarmbot.command.Command;
import io.swarmbot.command.Decision;
import io.swarmbot.command.RegisterAgent;
import io.swarmbot.command.SubmitTask;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an autoscaler's question costs in a swarm of 10,000 agents and 100,000 open tasks, of which 10,000 are held. The
 * tasks are of about 1,600 kinds: 20 types, each with about 80 different requirements. It must stay below 200 µs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class BacklogBenchmark {

    private static final int AGENTS = 10_000;
    private static final int TASKS = 100_000;
    private static final int SKILLS = 40;
    private static final int TYPES = 20;

    private final Instant now = Instant.ofEpochSecond(1_700_000_000);
    private final Set<String> capabilities = Set.of("skill1", "skill12", "skill23");
    private SwarmState state;

    @Setup(Level.Trial)
    public void fill() {
        state = SwarmState.empty("default", new SwarmLimits(AGENTS, TASKS, 10_000), new Cursor("k3f9k3f9k3", 0));
        for (int n = 0; n < AGENTS; n++) {
            decide(new RegisterAgent("agent" + n, null, null, skills(n, 6), null));
        }
        for (int n = 0; n < TASKS; n++) {
            String type = "type" + n / SKILLS % TYPES;
            decide(new SubmitTask(null, type, null, skills(n, n % 3), 1 + n % 10, List.of(), null));
        }
        for (int n = 0; n < AGENTS; n++) {
            decide(new Claim("agent" + n, Duration.ZERO));
        }
    }

    @Benchmark
    public Backlog ofCapabilities() {
        return Backlog.of(state, capabilities, null, now);
    }

    @Benchmark
    public Backlog ofCapabilitiesAndType() {
        return Backlog.of(state, capabilities, "type7", now);
    }

    @Benchmark
    public Backlog ofAll() {
        return Backlog.of(state, null, null, now);
    }

    private void decide(Command command) {
        state = Decision.of(state, command, now).state();
    }

    private static List<String> skills(int n, int count) {
        List<String> skills = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            skills.add("skill" + (n * 7 + i * 11) % SKILLS);
        }
        return skills;
    }
}
