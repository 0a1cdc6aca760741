package io.swarmbot.command;

import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to find the next task for an agent, to decide what giving it writes, and to go on from there: in a
 * swarm of 10,000 agents with as many open tasks as it may have, or few. Each claim is answered, and its task completed
 * and replaced by a new one, so that the swarm stays as it is; the claim alone is measured by {@link #find}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ClaimBenchmark {

    private static final int AGENTS = 10_000;
    private static final int SKILLS = 40;

    /** Open tasks; three of four require something. */
    @Param({"1000", "100000"})
    int tasks;

    private Instant now = Instant.ofEpochSecond(1_700_000_000);
    private SwarmState state;
    private int next;

    @Setup(Level.Trial)
    public void fill() {
        SwarmLimits limits = new SwarmLimits(AGENTS, tasks + 1, 10_000);
        state = SwarmState.empty("default", limits, new Cursor("k3f9k3f9k3", 0));
        for (int n = 0; n < AGENTS; n++) {
            state = decide(new RegisterAgent("agent" + n, null, null, skills(n, 6), null));
        }
        for (int n = 0; n < tasks; n++) {
            state = decide(submit(n));
        }
    }

    @Benchmark
    public Decision find() {
        return Decision.of(state, new Claim("agent" + next++ % AGENTS, Duration.ZERO), now);
    }

    @Benchmark
    public SwarmState claimCompleteAndSubmit() {
        String agent = "agent" + next % AGENTS;
        now = now.plusMillis(1);
        Decision claimed = Decision.of(state, new Claim(agent, Duration.ZERO), now);
        state = claimed.state();
        if (claimed.reply() instanceof Reply.TaskIs given) {
            state = decide(new CompleteTask(given.task().id(), agent, null, null));
            state = decide(submit(next));
        }
        next++;
        return state;
    }

    private SwarmState decide(Command command) {
        return Decision.of(state, command, now).state();
    }

    private static SubmitTask submit(int n) {
        return new SubmitTask(null, "work", null, skills(n, n % 4), 1 + n % 10, List.of(), null);
    }

    private static List<String> skills(int n, int count) {
        List<String> skills = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            skills.add("skill" + (n * 7 + i * 11) % SKILLS);
        }
        return skills;
    }
}
