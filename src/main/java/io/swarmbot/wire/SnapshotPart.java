package io.swarmbot.wire;

import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.file.SharedFile;
import io.swarmbot.swarm.message.SwarmMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
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

    /** More than the bytes of a part besides its lists. */
    private static final int AROUND_ARRAYS = 1024;

    /**
     * Where a part starts. Agents come first, then tasks, messages and files, each in order of their ids.
     *
     * @param number 1 for the first part
     * @param after the id with which the previous part ended; empty if the part starts its list
     */
    public record Place(int number, Section section, String after) {

        public static final Place START = new Place(1, Section.AGENTS, "");

        /** After which id the list of that section goes on. */
        String afterIn(Section asked) {
            return section == asked ? after : "";
        }
    }

    /** The lists of a snapshot, in their order. */
    public enum Section {
        AGENTS,
        TASKS,
        MESSAGES,
        FILES
    }

    /** Encodes the part of the snapshot that starts at the place. */
    public static SnapshotPart of(SwarmState state, Place place) {
        Room room = new Room();
        Chunk<Agent> agents = new Chunk<>(Agent::id, Documents::agent, room);
        Chunk<Task> tasks = new Chunk<>(Task::id, Documents::task, room);
        Chunk<SwarmMessage> messages = new Chunk<>(SwarmMessage::id, Documents::message, room);
        Chunk<SharedFile> files = new Chunk<>(SharedFile::id, Documents::file, room);
        Place next = null;
        if (place.section() == Section.AGENTS && !agents.take(state.agentsAfter(place.after()))) {
            next = new Place(place.number() + 1, Section.AGENTS, agents.last(place.after()));
        } else if (place.section().compareTo(Section.TASKS) <= 0
                && !tasks.take(state.snapshotTasksAfter(place.afterIn(Section.TASKS)))) {
            next = new Place(place.number() + 1, Section.TASKS, tasks.last(place.afterIn(Section.TASKS)));
        } else if (place.section().compareTo(Section.MESSAGES) <= 0
                && !messages.take(state.messages().after(place.afterIn(Section.MESSAGES)))) {
            next = new Place(place.number() + 1, Section.MESSAGES, messages.last(place.afterIn(Section.MESSAGES)));
        } else if (!files.take(state.files().after(place.afterIn(Section.FILES)))) {
            next = new Place(place.number() + 1, Section.FILES, files.last(place.afterIn(Section.FILES)));
        }
        boolean isLast = next == null;
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
            out.writeFieldName("messages");
            out.writeRawValue(messages.json());
            out.writeFieldName("files");
            out.writeRawValue(files.json());
            if (isLast) {
                out.writeFieldName("totals");
                MetricsJson.write(out, state.totals());
                Documents.unreadable(out, state);
            }
            out.writeEndObject();
        });
        return new SnapshotPart(new Message("snapshot", isLast ? state.cursor() : null, json), next);
    }

    /** How many bytes the lists of a part may still take. */
    private static final class Room {

        private int left = MAX_BYTES - AROUND_ARRAYS;
        private boolean isUsed;

        /** Takes room for an entity; the first entity of a part always gets it. */
        boolean take(int bytes) {
            if (isUsed && bytes + 1 > left) {
                return false;
            }
            left -= bytes + 1;
            isUsed = true;
            return true;
        }
    }

    /** A JSON array that takes entities until the part is full. */
    private static final class Chunk<E> {

        private final Function<E, String> id;
        private final Function<E, byte[]> encoding;
        private final Room room;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private @Nullable String last;

        Chunk(Function<E, String> id, Function<E, byte[]> encoding, Room room) {
            this.id = id;
            this.encoding = encoding;
            this.room = room;
            bytes.write('[');
        }

        /** Takes what has room. True if it took all. */
        boolean take(Iterable<E> entities) {
            for (E entity : entities) {
                byte[] json = encoding.apply(entity);
                if (!room.take(json.length)) {
                    return false;
                }
                if (last != null) {
                    bytes.write(',');
                }
                bytes.writeBytes(json);
                last = id.apply(entity);
            }
            return true;
        }

        String last(String otherwise) {
            return last == null ? otherwise : last;
        }

        String json() {
            return bytes.toString(StandardCharsets.UTF_8) + "]";
        }
    }
}
