package io.swarmbot.swarm.message;

import io.swarmbot.text.WireNames;
import java.util.Optional;

/** What an agent should do with a message. */
public enum MessageKind {
    /** It should read the message now, and do its present task as the message says. */
    STEER,
    /** It should read the message when it has finished its present task. */
    FOLLOW_UP;

    private final String wireName = WireNames.of(this);

    public String wireName() {
        return wireName;
    }

    public static Optional<MessageKind> ofWireName(String name) {
        return WireNames.find(values(), name, MessageKind::wireName);
    }
}
