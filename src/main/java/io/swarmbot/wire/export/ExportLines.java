package io.swarmbot.wire.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.ReadResult.GapReason;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.file.SharedFile;
import io.swarmbot.swarm.message.SwarmMessage;
import io.swarmbot.wire.Document;
import io.swarmbot.wire.Document.Part;
import io.swarmbot.wire.Documents;
import io.swarmbot.wire.SnapshotPart.Place;
import io.swarmbot.wire.SnapshotPart.Section;
import java.io.ByteArrayOutputStream;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an export. Each line is an object with one member, whose name says what it is.
 *
 * <p>Thread-safety: confined to one call of a static method.
 */
public final class ExportLines {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(2 * Document.PART_BYTES);

    private ExportLines() {}

    /**
     * Encodes the lines of a state that start at a place, about {@value Document#PART_BYTES} bytes of them. All tasks
     * that are remembered have a line, unlike in a snapshot.
     */
    public static Part<Place> state(SwarmState state, Place place) {
        ExportLines lines = new ExportLines();
        if (place.equals(Place.START)) {
            lines.add("export", Documents.exported(state));
        }
        Place next = lines.addFrom(state, place);
        return new Part<>(lines.bytes.toByteArray(), next);
    }

    /** Encodes events as the log has them. */
    public static byte[] events(List<LogEntry> events) {
        ExportLines lines = new ExportLines();
        events.forEach(event -> lines.add("event", event.json()));
        return lines.bytes.toByteArray();
    }

    /**
     * Says that events are missing.
     *
     * @param upTo the log keeps no event up to there
     */
    public static byte[] gap(GapReason reason, Cursor upTo) {
        return line("{\"gap\":{\"reason\":\"" + reason.wireName() + "\",\"up_to\":\"" + upTo + "\"}}");
    }

    /**
     * The last line. An export without it is not whole.
     *
     * @param events how many events the export has
     */
    public static byte[] end(Cursor cursor, long events) {
        return line("{\"end\":{\"cursor\":\"" + cursor + "\",\"events\":" + events + "}}");
    }

    private static byte[] line(String json) {
        return (json + "\n").getBytes(UTF_8);
    }

    /** Adds lines from that place on. Returns where the following part starts; null if there is none. */
    private @Nullable Place addFrom(SwarmState state, Place place) {
        for (Section section : Section.values()) {
            if (section.compareTo(place.section()) >= 0) {
                String after = place.section() == section ? place.after() : "";
                String last = addAll(state, section, after);
                if (last != null) {
                    return new Place(place.number() + 1, section, last);
                }
            }
        }
        return null;
    }

    /** Adds the entities of a list. Returns the id of the last one if the part is full, else null. */
    private @Nullable String addAll(SwarmState state, Section section, String after) {
        return switch (section) {
            case AGENTS -> addAll("agent", state.agentsAfter(after), Agent::id, Documents::agent);
            case TASKS -> addAll("task", state.tasksAfter(after), Task::id, Documents::task);
            case MESSAGES -> addAll("message", state.messages().after(after), SwarmMessage::id, Documents::message);
            case FILES -> addAll("file", state.files().after(after), SharedFile::id, Documents::file);
        };
    }

    private <E> @Nullable String addAll(
            String name, Collection<E> entities, Function<E, String> id, Function<E, byte[]> form) {
        for (E entity : entities) {
            add(name, form.apply(entity));
            if (bytes.size() >= Document.PART_BYTES) {
                return id.apply(entity);
            }
        }
        return null;
    }

    private void add(String name, byte[] json) {
        bytes.writeBytes(("{\"" + name + "\":").getBytes(UTF_8));
        bytes.writeBytes(json);
        bytes.writeBytes(line("}"));
    }
}
