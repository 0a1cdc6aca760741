package io.swarmbot.swarm.message;

import io.swarmbot.text.WireNames;

/**
 * To whom a message is sent.
 *
 * @param name the id of the agent or the task, or the capability
 */
public record Recipient(Kind kind, String name) {

    /** What the name names. */
    public enum Kind {
        /** One agent. */
        AGENT,
        /** Whoever holds that task. */
        TASK,
        /** The first agent with that capability that asks for something. */
        CAPABILITY;

        private final String wireName = WireNames.of(this);

        public String wireName() {
            return wireName;
        }
    }

    public static Recipient agent(String id) {
        return new Recipient(Kind.AGENT, id);
    }

    public static Recipient task(String id) {
        return new Recipient(Kind.TASK, id);
    }

    public static Recipient capability(String name) {
        return new Recipient(Kind.CAPABILITY, name);
    }

    /** Such as {@code task 'job1'}. */
    @Override
    public String toString() {
        return kind.wireName() + " '" + name + "'";
    }
}
