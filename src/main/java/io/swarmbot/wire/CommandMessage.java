package io.swarmbot.wire;

import io.swarmbot.swarm.Command;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A command as one message brings it, with its sender's own id for it; or a message that cannot be read as one. */
public final class CommandMessage {

    /** A client's own id for a command: it comes back with the answer. */
    private static final int MAX_ID_LENGTH = 128;

    private final @Nullable String id;
    private final @Nullable Command command;
    private final @Nullable Rejection fault;

    private CommandMessage(@Nullable String id, @Nullable Command command, @Nullable Rejection fault) {
        this.id = id;
        this.command = command;
        this.fault = fault;
    }

    /** Reads a message; what is wrong with it is told by {@link #command}. */
    public static CommandMessage of(String text) {
        return read(() -> Fields.of(text));
    }

    static CommandMessage read(Supplier<Fields> reading) {
        String id = null;
        try {
            Fields fields = reading.get();
            String given = fields.optionalString("id").orElse(null);
            if (given != null && given.length() > MAX_ID_LENGTH) {
                throw new Rejection(ErrorCode.BAD_FIELD, "id has more than " + MAX_ID_LENGTH + " characters");
            }
            id = given;
            return new CommandMessage(id, CommandReader.read(fields.string("type"), fields), null);
        } catch (Rejection fault) {
            return new CommandMessage(id, null, fault);
        }
    }

    /** The same message, not to be done. */
    CommandMessage refused(Rejection reason) {
        return new CommandMessage(id, null, reason);
    }

    /** Null where it has none, or none that could be read. */
    public @Nullable String id() {
        return id;
    }

    /** @throws Rejection that says why there is none */
    public Command command() {
        if (command == null) {
            throw java.util.Objects.requireNonNull(fault);
        }
        return command;
    }

    /** Why there is no command; null where there is one. */
    public @Nullable Rejection fault() {
        return fault;
    }
}
