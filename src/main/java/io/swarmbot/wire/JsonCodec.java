package io.swarmbot.wire;

import io.swarmbot.grant.AccessToken;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.EntityRow;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.Receipt;
import io.swarmbot.swarm.StoredState;
import io.swarmbot.swarm.SwarmCodec;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.file.SharedFile;
import io.swarmbot.swarm.message.SwarmMessage;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Encodes as JSON. The stored bytes of an event are the bytes that every subscriber gets. */
@ApplicationScoped
public class JsonCodec implements SwarmCodec {

    static final String AGENT = "agent";
    static final String TASK = "task";
    static final String RECEIPT = "receipt";
    static final String MESSAGE = "message";
    static final String FILE = "file";
    static final String TOKEN = "token";
    static final String TOTALS = "totals";
    static final String TIMESTAMP = "timestamp";
    static final String HIDDEN = "hidden_through";
    static final String FORGOTTEN = "forgotten_through";

    private static final Logger LOG = System.getLogger(JsonCodec.class.getName());

    private final LongAdder encodedEvents = new LongAdder();
    private final AtomicLong unreadableEvents = new AtomicLong();

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

    /** How many events were encoded since the start. Each event is encoded once, however many subscribers get it. */
    public long encodedEvents() {
        return encodedEvents.sum();
    }

    @Override
    public LogEntry readable(LogEntry entry) {
        try {
            EventReader.read("", Fields.stored(entry.json()), false);
            return entry;
        } catch (RuntimeException unreadable) {
            long times = unreadableEvents.incrementAndGet();
            if (Long.bitCount(times) == 1) {
                // Whoever reads on from before it reads it again, so only the first, second, fourth ... is logged.
                LOG.log(Level.ERROR, () -> "the event " + entry + " cannot be read, time " + times, unreadable);
            }
            return UnreadableEntry.of(entry);
        }
    }

    @Override
    public SwarmEvent decode(String swarm, LogEntry entry, boolean local) {
        return EventReader.read(swarm, Fields.stored(entry.json()), local);
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
    public EntityRow encode(SwarmMessage message, long version) {
        return EntityRow.encodedBy(
                () -> Wire.bytes(out -> MessageJson.write(out, message)), MESSAGE, message.id(), version);
    }

    @Override
    public EntityRow messageGone(String id, long version) {
        return new EntityRow(MESSAGE, id, version, null);
    }

    @Override
    public EntityRow encode(SharedFile file, long version) {
        return EntityRow.encodedBy(() -> Documents.file(file), FILE, file.id(), version);
    }

    @Override
    public EntityRow fileGone(String id, long version) {
        return new EntityRow(FILE, id, version, null);
    }

    @Override
    public EntityRow encode(AccessToken token, long version) {
        return EntityRow.encodedBy(() -> Wire.bytes(out -> TokenJson.write(out, token)), TOKEN, token.id(), version);
    }

    @Override
    public EntityRow tokenGone(String id, long version) {
        return new EntityRow(TOKEN, id, version, null);
    }

    @Override
    public EntityRow receiptGone(String key, long version) {
        return new EntityRow(RECEIPT, key, version, null);
    }

    @Override
    public EntityRow encode(StoredState.Summary summary, long version) {
        return new EntityRow(TOTALS, TOTALS, version, Wire.bytes(out -> {
            out.writeStartObject();
            out.writeFieldName(TOTALS);
            MetricsJson.write(out, summary.totals());
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
        return new RowReader(swarm, cursor).state(rows).at(swarm, limits, cursor);
    }
}
