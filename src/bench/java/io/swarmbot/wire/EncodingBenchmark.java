package io.swarmbot.wire;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentEvent;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Stamp;
import io.swarmbot.swarm.SwarmEvent;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What one event costs to put into bytes, and what one command costs to read. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class EncodingBenchmark {

    private static final Json DETAILS =
            new Json("{\"n\":4711,\"t_ns\":123456789012345,\"pad\":\"" + "x".repeat(100) + "\"}");
    private static final String COMMAND =
            "{\"id\":\"c1\",\"type\":\"update_agent_status\",\"agent_id\":\"agent1\",\"status\":\"busy\",\"details\":"
                    + DETAILS.text() + "}";

    private final JsonCodec codec = new JsonCodec();
    private final SwarmEvent event = new AgentEvent.AgentStatusChanged(
            new Stamp("default", new Cursor("k3f9k3f9k3", 123_456), Instant.parse("2026-11-24T12:00:00.123Z"), true),
            "agent1",
            AgentStatus.IDLE,
            new Agent.Activity(AgentStatus.BUSY, null, DETAILS, 0, 0));
    private final LogEntry entry = codec.encode(event, "replica");

    @Benchmark
    public LogEntry encodeEvent() {
        return codec.encode(event, "replica");
    }

    @Benchmark
    public SwarmEvent decodeEvent() {
        return codec.decode("default", entry, false);
    }

    @Benchmark
    public Object readCommand() {
        Fields fields = Fields.of(COMMAND);
        fields.optionalString("id");
        return CommandReader.read(fields.string("type"), fields, io.swarmbot.command.Giver.ANYBODY);
    }
}
