package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.file.SharedFile;
import io.swarmbot.swarm.message.SwarmMessage;
import io.swarmbot.wire.SnapshotPart.Place;
import io.swarmbot.wire.SnapshotPart.Section;
import java.io.IOException;
import java.util.Iterator;

/**
 * The whole snapshot of a state as one document. Equal states have equal parts.
 *
 * <p>Thread-safety: any thread.
 */
final class SnapshotDocument implements Document<Place> {

    private final SwarmState state;

    SnapshotDocument(SwarmState state) {
        this.state = state;
    }

    @Override
    public Place start() {
        return Place.START;
    }

    @Override
    public Part<Place> part(Place place) {
        Encoding encoding = new Encoding(place);
        byte[] json = Wire.bytesOfMany(PART_BYTES, encoding);
        return new Part<>(json, encoding.isDone ? null : encoding.next(place.number() + 1));
    }

    /** The way through the lists, from one place to the next. Confined to one call. */
    private final class Encoding implements Wire.Series {

        private Section section;
        /** The id with which the list has come so far; empty at its start. */
        private String after;

        private boolean isBegun;
        private boolean isDone;
        private final Iterator<Agent> agents;
        private final Iterator<Task> tasks;
        private final Iterator<SwarmMessage> messages;
        private final Iterator<SharedFile> files;

        Encoding(Place place) {
            section = place.section();
            after = place.after();
            isBegun = !place.equals(Place.START);
            agents = state.agentsAfter(place.afterIn(Section.AGENTS)).iterator();
            tasks = state.snapshotTasksAfter(place.afterIn(Section.TASKS)).iterator();
            messages = state.messages().after(place.afterIn(Section.MESSAGES)).iterator();
            files = state.files().after(place.afterIn(Section.FILES)).iterator();
        }

        Place next(int number) {
            return new Place(number, section, after);
        }

        @Override
        public boolean next(JsonGenerator out) throws IOException {
            if (!isBegun) {
                isBegun = true;
                out.writeRaw("{" + Wire.fields(this::writeHead) + ",\"agents\":[");
            }
            switch (section) {
                case AGENTS -> nextOfAgents(out);
                case TASKS -> nextOfTasks(out);
                case MESSAGES -> nextOfMessages(out);
                case FILES -> nextOfFiles(out);
            }
            return !isDone;
        }

        private void writeHead(JsonGenerator out) throws IOException {
            out.writeStringField("swarm", state.swarm());
            out.writeStringField("cursor", state.cursor().toString());
        }

        private void nextOfAgents(JsonGenerator out) throws IOException {
            if (agents.hasNext()) {
                Agent agent = agents.next();
                separate(out, agent.id());
                EntityJson.write(out, agent);
            } else {
                out.writeRaw("],\"tasks\":[");
                begin(Section.TASKS);
            }
        }

        private void nextOfTasks(JsonGenerator out) throws IOException {
            if (tasks.hasNext()) {
                Task task = tasks.next();
                separate(out, task.id());
                EntityJson.write(out, task);
            } else {
                out.writeRaw("],\"totals\":");
                MetricsJson.write(out, state.totals());
                out.writeRaw(",\"messages\":[");
                begin(Section.MESSAGES);
            }
        }

        private void nextOfMessages(JsonGenerator out) throws IOException {
            if (messages.hasNext()) {
                SwarmMessage message = messages.next();
                separate(out, message.id());
                MessageJson.write(out, message);
            } else {
                out.writeRaw("],\"files\":[");
                begin(Section.FILES);
            }
        }

        private void nextOfFiles(JsonGenerator out) throws IOException {
            if (files.hasNext()) {
                SharedFile file = files.next();
                separate(out, file.id());
                FileJson.write(out, file);
            } else {
                String unreadable = Wire.fields(fields -> Documents.unreadable(fields, state));
                out.writeRaw("]" + (unreadable.isEmpty() ? "" : ",") + unreadable + "}");
                isDone = true;
            }
        }

        private void begin(Section following) {
            section = following;
            after = "";
        }

        private void separate(JsonGenerator out, String id) throws IOException {
            if (!after.isEmpty()) {
                out.writeRaw(',');
            }
            after = id;
        }
    }
}
