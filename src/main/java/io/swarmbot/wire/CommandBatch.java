package io.swarmbot.wire;

import io.swarmbot.command.Command;
import io.swarmbot.command.Giver;
import io.swarmbot.command.Outcome;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Many commands in one body: a JSON array, or one JSON object for each line (NDJSON). Each is read on its own. A
 * command that cannot be read has its fault in its place, and does not harm the others.
 *
 * @param messages in the order of the body
 */
public record CommandBatch(List<CommandMessage> messages) {

    /** The parts of a body, one after another. */
    interface Slices {

        /** Goes to the next part; false if there is none. */
        boolean next();

        /** Index of the part's first byte. */
        int from();

        /** Index behind the part's last byte. */
        int to();
    }

    /** How many commands one body may have. */
    public static final int MAX_COMMANDS = 1_000;

    public CommandBatch {
        messages = List.copyOf(messages);
    }

    /**
     * Reads an array.
     *
     * @throws Rejection if the body is not an array, or has no element or more than {@link #MAX_COMMANDS}
     */
    public static CommandBatch ofArray(byte[] body, Giver giver) {
        return read(body, new ArrayElements(body), giver);
    }

    /**
     * Reads lines, and skips blank ones.
     *
     * @throws Rejection if there is no command, or more than {@link #MAX_COMMANDS}
     */
    public static CommandBatch ofLines(byte[] body, Giver giver) {
        return read(body, new Lines(body), giver);
    }

    private static CommandBatch read(byte[] body, Slices slices, Giver giver) {
        List<CommandMessage> messages = new ArrayList<>();
        while (slices.next()) {
            if (messages.size() == MAX_COMMANDS) {
                throw new Rejection(ErrorCode.TOO_BIG, "a batch has at most " + MAX_COMMANDS + " commands");
            }
            int from = slices.from();
            int length = slices.to() - from;
            messages.add(refuseToWait(CommandMessage.read(() -> Fields.of(body, from, length), giver)));
        }
        if (messages.isEmpty()) {
            throw new Rejection(ErrorCode.BODY_MISSING, "a batch has at least one command");
        }
        return new CommandBatch(messages);
    }

    /** The whole batch has one answer, which cannot wait for one of its commands. */
    private static CommandMessage refuseToWait(CommandMessage message) {
        return message.fault() == null && !message.command().patience().isZero()
                ? message.refused(new Rejection(ErrorCode.BAD_FIELD, "a claim in a batch does not wait"))
                : message;
    }

    /** The commands that could be read, in the order of the body. */
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
     * The outcome of each message, in the order of the body.
     *
     * @param outcomes of {@link #commands}, in the same order
     */
    public List<Outcome> outcomes(List<Outcome> outcomes) {
        List<Outcome> all = new ArrayList<>(messages.size());
        Iterator<Outcome> next = outcomes.iterator();
        for (CommandMessage message : messages) {
            Rejection fault = message.fault();
            all.add(fault == null ? next.next() : new Outcome.Rejected(fault));
        }
        return all;
    }
}
