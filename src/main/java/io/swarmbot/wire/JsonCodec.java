package io.swarmbot.wire;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.EntityRow;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.Receipt;
import io.swarmbot.swarm.SwarmCodec;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Stores what the wire shows: an event's stored bytes are the bytes that every subscriber gets. */
@ApplicationScoped
public class JsonCodec implements SwarmCodec {

    private static final String AGENT = "agent";
    private static final String TASK = "task";
    private static final String RECEIPT = "receipt";
    private static final String TOTALS = "totals";
    private static final String TIMESTAMP = "timestamp";
    private static final String HIDDEN = "hidden_through";
    private static final String FORGOTTEN = "forgotten_through";

    private final LongAdder encodedEvents = new LongAdder();

    @Override
    public LogEntry encode(SwarmEvent event, String writer) {
        encodedEvents.increment();
        return new LogEntry(
                event.stamp().cursor(),
                event.type().wireName(),
                event.agentId(),
                event.taskId(),
                writer,
                Wire.bytes(out -> EventJson.write(out, event)));
    }

    /** How many events were encoded since the start: one for each that was appended, however many watch. */
    public long encodedEvents() {
        return encodedEvents.sum();
    }

    @Override
    public SwarmEvent decode(String swarm, LogEntry entry, boolean local) {
        return EventJson.read(swarm, Fields.stored(entry.json()), local);
    }

    @Override
    public EntityRow encode(Agent agent) {
        return EntityRow.encodedBy(() -> Documents.agent(agent), AGENT, agent.id(), agent.version());
    }

    @Override
    public EntityRow encode(Task task) {
        return EntityRow.encodedBy(() -> Documents.task(task), TASK, task.id(), task.version());
    }

    @Override
    public EntityRow encode(Receipt receipt) {
        return EntityRow.encodedBy(
                () -> Wire.bytes(out -> EntityJson.write(out, receipt)),
                RECEIPT,
                receipt.key(),
                receipt.cursor().seq());
    }

    @Override
    public EntityRow receiptGone(String key, long version) {
        return new EntityRow(RECEIPT, key, version, null);
    }

    @Override
    public EntityRow encode(SwarmState.Summary summary, long version) {
        return new EntityRow(TOTALS, TOTALS, version, Wire.bytes(out -> {
            out.writeStartObject();
            out.writeFieldName(TOTALS);
            EntityJson.write(out, summary.totals());
            Wire.time(out, TIMESTAMP, summary.timestamp());
            out.writeNumberField(HIDDEN, summary.hidden());
            out.writeNumberField(FORGOTTEN, summary.forgotten());
            out.writeEndObject();
        }));
    }

    @Override
    public EntityRow agentGone(String id, long version) {
        return new EntityRow(AGENT, id, version, null);
    }

    @Override
    public EntityRow taskGone(String id, long version) {
        return new EntityRow(TASK, id, version, null);
    }

    @Override
    public SwarmState decode(String swarm, SwarmLimits limits, Cursor cursor, Collection<EntityRow> rows) {
        List<Agent> agents = new ArrayList<>();
        List<Task> tasks = new ArrayList<>();
        List<Receipt> receipts = new ArrayList<>();
        SwarmState.Summary summary = SwarmState.Summary.none();
        for (EntityRow row : rows) {
            byte[] json = row.json();
            if (json == null) {
                continue;
            }
            Fields fields = Fields.stored(json);
            switch (row.kind()) {
                case AGENT -> agents.add(EntityJson.agent(fields));
                case TASK -> tasks.add(EntityJson.task(fields));
                case RECEIPT -> receipts.add(EntityJson.receipt(fields));
                case TOTALS -> {
                    summary = new SwarmState.Summary(
                            EntityJson.totals(fields.object(TOTALS)),
                            EntityJson.time(fields, TIMESTAMP),
                            fields.optionalLong(HIDDEN).orElse(0L),
                            fields.optionalLong(FORGOTTEN).orElse(0L));
                }
                default -> throw new IllegalStateException("a row of kind " + row.kind() + " is not known");
            }
        }
        return SwarmState.of(swarm, limits, cursor, agents, tasks, receipts, summary);
    }
}
