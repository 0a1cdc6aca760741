package io.swarmbot.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swarmbot.testing.StreamClient;

/** A snapshot that came in parts. */
final class Snapshots {

    private Snapshots() {}

    /** The parts that a client got, put together as REST would send them, byte for byte. */
    static String assembled(StreamClient client, String swarm) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode().put("swarm", swarm);
        whole.putNull("cursor");
        ArrayNode agents = whole.putArray("agents");
        ArrayNode tasks = whole.putArray("tasks");
        ArrayNode messages = JsonNodeFactory.instance.arrayNode();
        ArrayNode files = JsonNodeFactory.instance.arrayNode();
        for (JsonNode part : client.messages("snapshot")) {
            whole.set("cursor", part.get("cursor"));
            agents.addAll((ArrayNode) part.get("agents"));
            tasks.addAll((ArrayNode) part.get("tasks"));
            messages.addAll((ArrayNode) part.get("messages"));
            files.addAll((ArrayNode) part.get("files"));
            if (part.get("last").booleanValue()) {
                whole.set("totals", part.get("totals"));
                whole.set("messages", messages);
                whole.set("files", files);
            }
        }
        return whole.toString();
    }
}
