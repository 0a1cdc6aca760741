package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import io.swarmbot.swarm.view.InboxPage.Item;
import java.io.IOException;
import java.util.List;

/** The messages of a stream of the inbox. None has an id: there is no cursor over swarms. */
public final class InboxMessages {

    private InboxMessages() {}

    /**
     * The first message of a stream: what waits when it opens.
     *
     * @param hasMore whether more waits than the stream shows
     */
    public static Message begin(List<Item> items, boolean hasMore) {
        return new Message("begin", null, Wire.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("type", "begin");
            out.writeArrayFieldStart("entries");
            for (Item item : items) {
                write(out, item);
            }
            out.writeEndArray();
            out.writeBooleanField("more", hasMore);
            out.writeEndObject();
        }));
    }

    /** The entry is one of those that the stream shows. */
    public static Message added(Item item) {
        return aboutOne("added", item);
    }

    /**
     * The entry is no longer one of those that the stream shows.
     *
     * @param item as it was shown
     */
    public static Message removed(Item item) {
        return aboutOne("removed", item);
    }

    /** From now on there is more than the stream shows, or no longer. */
    public static Message more(boolean hasMore) {
        return new Message("more", null, Wire.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("type", "more");
            out.writeBooleanField("more", hasMore);
            out.writeEndObject();
        }));
    }

    private static Message aboutOne(String type, Item item) {
        return new Message(type, null, Wire.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("type", type);
            out.writeFieldName("entry");
            write(out, item);
            out.writeEndObject();
        }));
    }

    static void write(JsonGenerator out, Item item) throws IOException {
        out.writeStartObject();
        out.writeStringField("swarm", item.swarm());
        out.writeStringField("cursor", item.cursor().toString());
        out.writeStringField("kind", item.entry().kind().wireName());
        out.writeStringField("task_id", item.entry().taskId());
        Wire.string(out, "agent_id", item.entry().agentId());
        Wire.time(out, "since", item.entry().since());
        out.writeStringField("text", item.entry().text());
        out.writeEndObject();
    }
}
