package io.swarmbot.wire;

import io.swarmbot.command.Command;
import io.swarmbot.command.Giver;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One message that should be a command: the command or the fault, and the id that its sender gave it. Over WebSocket it
 * may also be a new token, with which the sender logs in anew: {@code {"type":"renew","token":"sbt_..."}}.
 */
public final class CommandMessage {

    /** Characters of the id, which comes back with the answer. */
    private static final int MAX_ID_LENGTH = 128;

    private static final String RENEW = "renew";

    private final @Nullable String id;
    private final @Nullable Command command;
    private final @Nullable String renewal;
    private final @Nullable Rejection fault;

    private CommandMessage(
            @Nullable String id, @Nullable Command command, @Nullable String renewal, @Nullable Rejection fault) {
        this.id = id;
        this.command = command;
        this.renewal = renewal;
        this.fault = fault;
    }

    /** Reads a message of a WebSocket. A fault is not thrown here, but by {@link #command}. */
    public static CommandMessage of(String text, Giver giver) {
        return read(() -> Fields.of(text), CommandMessage::typeIn, giver, true);
    }

    /** A message that is not text. */
    public static CommandMessage notText() {
        return new CommandMessage(
                null, null, null, new Rejection(ErrorCode.NOT_TEXT, "commands are JSON in text messages"));
    }

    /** Reads a message whose protocol says apart which type it has. */
    static CommandMessage of(String type, Supplier<Fields> reading, Giver giver) {
        return read(reading, fields -> type, giver, true);
    }

    /** Reads a message of a batch. A fault is not thrown here, but by {@link #command}. */
    static CommandMessage read(Supplier<Fields> reading, Giver giver) {
        return read(reading, CommandMessage::typeIn, giver, false);
    }

    private static String typeIn(Fields fields) {
        return fields.string("type");
    }

    private static CommandMessage read(
            Supplier<Fields> reading, Function<Fields, String> typeOf, Giver giver, boolean isRenewalTaken) {
        String id = null;
        try {
            Fields fields = reading.get();
            String given = fields.optionalString("id").orElse(null);
            if (given != null && given.length() > MAX_ID_LENGTH) {
                throw new Rejection(ErrorCode.BAD_FIELD, "id has more than " + MAX_ID_LENGTH + " characters");
            }
            id = given;
            String type = typeOf.apply(fields);
            if (isRenewalTaken && type.equals(RENEW)) {
                String token = fields.string("token");
                fields.end();
                return new CommandMessage(id, null, token, null);
            }
            return new CommandMessage(id, CommandReader.read(type, fields, giver), null, null);
        } catch (Rejection fault) {
            return new CommandMessage(id, null, null, fault);
        }
    }

    /** This message with a fault instead of its command. */
    CommandMessage refused(Rejection reason) {
        return new CommandMessage(id, null, null, reason);
    }

    /** Null if the message has no id, or none that could be read. */
    public @Nullable String id() {
        return id;
    }

    /** The token with which the sender logs in anew; null if it does not. */
    public @Nullable String renewal() {
        return renewal;
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
