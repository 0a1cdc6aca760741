package io.swarmbot.wire;

import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import java.io.ByteArrayOutputStream;
import java.util.Iterator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a snapshot on its way over a stream.
 *
 * @param next where the piece behind it starts; null on the last
 */
public record SnapshotPart(Message message, @Nullable Place next) {

    /** Bytes of one part, so that a large swarm blocks no connection and fills no memory. An entity alone may be larger. */
    public static final int MAX_BYTES = 64 * 1024;

    /**
     * Where a part starts: agents first, then tasks, both in order of their ids.
     *
     * @param number 1 for the first part
     * @param after the id that the part before ended with; empty where it starts the agents or the tasks
     */
    public record Place(int number, boolean inTasks, String after) {

        public static final Place START = new Place(1, false, "");
    }

    /** Encodes the part of the state's snapshot that starts there. */
    public static SnapshotPart of(SwarmState state, Place place) {
        // The head and the tail around the arrays stay well below this.
        int room = MAX_BYTES - 1024;
        Chunk<Agent> agents = new Chunk<>(Agent::id, Documents::agent);
        Chunk<Task> tasks = new Chunk<>(Task::id, Documents::task);
        boolean isAgentsDone = place.inTasks();
        if (!isAgentsDone) {
            isAgentsDone = agents.take(state.agentsAfter(place.after()).iterator(), room, true);
        }
        boolean isDone = false;
        if (isAgentsDone && agents.size() < room) {
            String after = place.inTasks() ? place.after() : "";
            isDone = tasks.take(state.snapshotTasksAfter(after).iterator(), room - agents.size(), agents.isEmpty());
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
                EntityJson.write(out, state.totals());
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

        /** True where it took all of them. The first one of an empty part is taken however large it is. */
        boolean take(Iterator<E> entities, int room, boolean isPartEmpty) {
            while (entities.hasNext()) {
                E entity = entities.next();
                byte[] json = encoding.apply(entity);
                boolean isFirst = bytes.size() == 1;
                if (!(isFirst && isPartEmpty) && bytes.size() + json.length >= room) {
                    return false;
                }
                if (!isFirst) {
                    bytes.write(',');
                }
                bytes.writeBytes(json);
                last = id.apply(entity);
            }
            return true;
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
            return bytes.toString(java.nio.charset.StandardCharsets.UTF_8) + "]";
        }
    }
}
