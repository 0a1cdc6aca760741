package io.swarmbot.wire;

import io.swarmbot.swarm.Command;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Outcome;
import io.swarmbot.swarm.Rejection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Many commands in one body, a JSON array or one JSON object a line (NDJSON). Each is read on its own: one that cannot be
 * read has its fault in its place, and those around it are none the worse.
 *
 * @param messages in their order in the body
 */
public record CommandBatch(List<CommandMessage> messages) {

    /** Commands in one body. */
    public static final int MAX_COMMANDS = 1_000;

    public CommandBatch {
        messages = List.copyOf(messages);
    }

    /**
     * Reads an array.
     *
     * @throws Rejection where the body is not an array, or one of too many elements
     */
    public static CommandBatch ofArray(byte[] body) {
        return read(body, new ArrayElements(body));
    }

    /**
     * Reads lines; those without a command are skipped.
     *
     * @throws Rejection where there are too many
     */
    public static CommandBatch ofLines(byte[] body) {
        return read(body, new Lines(body));
    }

    private static CommandBatch read(byte[] body, Slices slices) {
        List<CommandMessage> messages = new ArrayList<>();
        while (slices.next()) {
            if (messages.size() == MAX_COMMANDS) {
                throw new Rejection(ErrorCode.TOO_BIG, "a batch has at most " + MAX_COMMANDS + " commands");
            }
            int from = slices.from();
            int length = slices.to() - from;
            messages.add(withoutPatience(CommandMessage.read(() -> Fields.of(body, from, length))));
        }
        return new CommandBatch(messages);
    }

    /** An answer to all cannot wait for one of them. */
    private static CommandMessage withoutPatience(CommandMessage message) {
        return message.fault() == null && !message.command().patience().isZero()
                ? message.refused(new Rejection(ErrorCode.BAD_FIELD, "a claim in a batch does not wait"))
                : message;
    }

    /** The commands that could be read, in their order. */
    public List<Command> commands() {
        List<Command> commands = new ArrayList<>(messages.size());
        for (CommandMessage message : messages) {
            if (message.fault() == null) {
                commands.add(message.command());
            }
        }
        return commands;
    }

    /**
     * What became of each message.
     *
     * @param outcomes of {@link #commands}, in the same order
     */
    public List<Outcome> outcomes(List<Outcome> outcomes) {
        List<Outcome> all = new ArrayList<>(messages.size());
        Iterator<Outcome> next = outcomes.iterator();
        for (CommandMessage message : messages) {
            Rejection fault = message.fault();
            all.add(fault == null ? next.next() : fault);
        }
        return all;
    }

    /** Parts of a body. */
    interface Slices {

        /** Goes to the next one; false where there is none. */
        boolean next();

        /** Where it starts. */
        int from();

        /** Where it ends, exclusive. */
        int to();
    }
}
