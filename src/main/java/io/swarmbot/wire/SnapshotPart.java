package io.swarmbot.wire;

import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One of the messages in which a stream brings a snapshot.
 *
 * @param next where the following part starts; null if this is the last
 */
public record SnapshotPart(Message message, @Nullable Place next) {

    /**
     * Bytes of one part. The bound keeps a large swarm from blocking a connection or filling the memory. A part with a
     * single entity may be larger.
     */
    public static final int MAX_BYTES = 64 * 1024;

    /** More than the bytes of a part besides its agents and tasks. */
    private static final int AROUND_ARRAYS = 1024;

    /**
     * Where a part starts. Agents come first, then tasks, both in order of their ids.
     *
     * @param number 1 for the first part
     * @param after the id with which the previous part ended; empty if the part starts the agents or the tasks
     */
    public record Place(int number, boolean inTasks, String after) {

        public static final Place START = new Place(1, false, "");
    }

    /** Encodes the part of the snapshot that starts at the place. */
    public static SnapshotPart of(SwarmState state, Place place) {
        int room = MAX_BYTES - AROUND_ARRAYS;
        Chunk<Agent> agents = new Chunk<>(Agent::id, Documents::agent);
        Chunk<Task> tasks = new Chunk<>(Task::id, Documents::task);
        boolean isAgentsDone = place.inTasks();
        if (!isAgentsDone) {
            isAgentsDone = agents.take(state.agentsAfter(place.after()), room);
        }
        boolean isDone = false;
        if (isAgentsDone && agents.size() < room) {
            String after = place.inTasks() ? place.after() : "";
            Iterable<Task> rest = state.snapshotTasksAfter(after);
            int left = room - agents.size();
            isDone = agents.isEmpty() ? tasks.take(rest, left) : tasks.takeWithin(rest, left);
        }
        boolean isLast = isDone;
        byte[] json = Wire.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("type", "snapshot");
            out.writeStringField("cursor", state.cursor().toString());
            out.writeNumberField("part", place.number());
            out.writeBooleanField("last", isLast);
            out.writeFieldName("agents");
            out.writeRawValue(agents.json());
            out.writeFieldName("tasks");
            out.writeRawValue(tasks.json());
            if (isLast) {
                out.writeFieldName("totals");
                MetricsJson.write(out, state.totals());
                Documents.unreadable(out, state);
            }
            out.writeEndObject();
        });
        Message message = new Message("snapshot", isLast ? state.cursor() : null, json);
        if (isLast) {
            return new SnapshotPart(message, null);
        }
        int number = place.number() + 1;
        return new SnapshotPart(
                message,
                isAgentsDone
                        ? new Place(number, true, tasks.last(place.inTasks() ? place.after() : ""))
                        : new Place(number, false, agents.last(place.after())));
    }

    /** A JSON array that takes entities until it is full. */
    private static final class Chunk<E> {

        private final Function<E, String> id;
        private final Function<E, byte[]> encoding;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private @Nullable String last;

        Chunk(Function<E, String> id, Function<E, byte[]> encoding) {
            this.id = id;
            this.encoding = encoding;
            bytes.write('[');
        }

        /** Takes what has room, but the first entity always. True if it took all. */
        boolean take(Iterable<E> entities, int room) {
            Iterator<E> rest = entities.iterator();
            if (!rest.hasNext()) {
                return true;
            }
            E first = rest.next();
            add(first, encoding.apply(first));
            return takeWithin(rest, room);
        }

        /** Takes what has room. True if it took all. */
        boolean takeWithin(Iterable<E> entities, int room) {
            return takeWithin(entities.iterator(), room);
        }

        private boolean takeWithin(Iterator<E> entities, int room) {
            while (entities.hasNext()) {
                E entity = entities.next();
                byte[] json = encoding.apply(entity);
                if (bytes.size() + json.length >= room) {
                    return false;
                }
                add(entity, json);
            }
            return true;
        }

        private void add(E entity, byte[] json) {
            if (last != null) {
                bytes.write(',');
            }
            bytes.writeBytes(json);
            last = id.apply(entity);
        }

        int size() {
            return bytes.size();
        }

        boolean isEmpty() {
            return last == null;
        }

        String last(String otherwise) {
            return last == null ? otherwise : last;
        }

        String json() {
            return bytes.toString(StandardCharsets.UTF_8) + "]";
        }
    }
}
