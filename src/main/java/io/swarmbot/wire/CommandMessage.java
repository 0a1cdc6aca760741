package io.swarmbot.wire;

import io.swarmbot.command.Command;
import io.swarmbot.command.Giver;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One message that should be a command: the command or the fault, and the id that its sender gave it. */
public final class CommandMessage {

    /** Characters of the id, which comes back with the answer. */
    private static final int MAX_ID_LENGTH = 128;

    private final @Nullable String id;
    private final @Nullable Command command;
    private final @Nullable Rejection fault;

    private CommandMessage(@Nullable String id, @Nullable Command command, @Nullable Rejection fault) {
        this.id = id;
        this.command = command;
        this.fault = fault;
    }

    /** Reads a message. A fault is not thrown here, but by {@link #command}. */
    public static CommandMessage of(String text, Giver giver) {
        return read(() -> Fields.of(text), giver);
    }

    static CommandMessage read(Supplier<Fields> reading, Giver giver) {
        String id = null;
        try {
            Fields fields = reading.get();
            String given = fields.optionalString("id").orElse(null);
            if (given != null && given.length() > MAX_ID_LENGTH) {
                throw new Rejection(ErrorCode.BAD_FIELD, "id has more than " + MAX_ID_LENGTH + " characters");
            }
            id = given;
            return new CommandMessage(id, CommandReader.read(fields.string("type"), fields, giver), null);
        } catch (Rejection fault) {
            return new CommandMessage(id, null, fault);
        }
    }

    /** This message with a fault instead of its command. */
    CommandMessage refused(Rejection reason) {
        return new CommandMessage(id, null, reason);
    }

    /** Null if the message has no id, or none that could be read. */
    public @Nullable String id() {
        return id;
    }

    /** @throws Rejection the fault, if there is one */
    public Command command() {
        if (command == null) {
            throw Objects.requireNonNull(fault);
        }
        return command;
    }

    /** Why there is no command; null if there is one. */
    public @Nullable Rejection fault() {
        return fault;
    }
}
