package io.swarmbot.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.swarmbot.command.Giver;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.io.IOException;

/**
 * A message in the form of Socket.IO: a JSON array with a name and arguments. If the name is that of a command, it has
 * one argument, an object with the fields of the command: {@code ["claim",{"agent_id":"a1"}]}.
 */
public final class NamedEvent {

    private final String name;
    private final byte[] array;
    private final int from;
    private final int length;
    private final int arguments;

    private NamedEvent(String name, byte[] array, int from, int length, int arguments) {
        this.name = name;
        this.array = array;
        this.from = from;
        this.length = length;
        this.arguments = arguments;
    }

    /**
     * Finds the name and the arguments. What is wrong within an argument is not found here, but by {@link #command}.
     *
     * @throws Rejection {@code bad_json} if this is no array that begins with a string
     */
    public static NamedEvent of(byte[] array) {
        ArrayElements elements = new ArrayElements(array);
        if (!elements.next()) {
            throw new Rejection(ErrorCode.BAD_JSON, "an event has a name");
        }
        String name = nameOf(array, elements.from(), elements.to() - elements.from());
        int from = 0;
        int length = 0;
        int arguments = 0;
        while (elements.next()) {
            if (arguments++ == 0) {
                from = elements.from();
                length = elements.to() - elements.from();
            }
        }
        return new NamedEvent(name, array, from, length, arguments);
    }

    private static String nameOf(byte[] array, int from, int length) {
        Utf8.require(array, from, length);
        try (JsonParser parser = JsonObjectReader.STRICT.createParser(array, from, length)) {
            if (parser.nextToken() != JsonToken.VALUE_STRING) {
                throw new Rejection(ErrorCode.BAD_JSON, "the name of an event is a string");
            }
            String name = parser.getText();
            if (parser.nextToken() != null) {
                throw new Rejection(ErrorCode.BAD_JSON, "the name of an event is one string");
            }
            return name;
        } catch (IOException e) {
            throw JsonObjectReader.rejectionOf(e);
        }
    }

    public String name() {
        return name;
    }

    /** Reads the command of that name. A fault is not thrown here, but by {@link CommandMessage#command}. */
    public CommandMessage command(Giver giver) {
        return CommandMessage.of(name, this::fields, giver);
    }

    private Fields fields() {
        if (arguments != 1) {
            throw new Rejection(
                    ErrorCode.BAD_JSON, "a command has one argument, a JSON object, and this has " + arguments);
        }
        return Fields.of(array, from, length);
    }
}
