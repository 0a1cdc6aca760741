package io.swarmbot.wire;

import io.swarmbot.command.Command;
import io.swarmbot.command.MessageCommand;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.message.MessageKind;
import io.swarmbot.swarm.message.Recipient;
import java.util.ArrayList;
import java.util.List;

/** Makes the commands about messages out of their fields. */
final class MessageCommands {

    private MessageCommands() {}

    static Command send(Fields fields) {
        return new MessageCommand.Send(
                recipient(fields),
                fields.optionalOneOf("kind", MessageKind::ofWireName).orElse(MessageKind.FOLLOW_UP),
                fields.string("text"),
                fields.optionalIdentifier("reply_to").orElse(null),
                fields.optionalDuration("expires_in").orElse(null),
                CommandReader.signature(fields));
    }

    private static Recipient recipient(Fields fields) {
        List<Recipient> named = new ArrayList<>(1);
        fields.optionalIdentifier("agent_id").map(Recipient::agent).ifPresent(named::add);
        fields.optionalIdentifier("task_id").map(Recipient::task).ifPresent(named::add);
        fields.optionalIdentifier("to_capability").map(Recipient::capability).ifPresent(named::add);
        if (named.isEmpty()) {
            throw new Rejection(
                    ErrorCode.MISSING_FIELD, "a message has a recipient: agent_id, task_id or to_capability");
        }
        if (named.size() > 1) {
            throw new Rejection(ErrorCode.BAD_FIELD, "a message has one recipient: agent_id, task_id or to_capability");
        }
        return named.get(0);
    }

    static Command acknowledge(Fields fields) {
        return new MessageCommand.Acknowledge(fields.identifier("message_id"), fields.identifier("agent_id"));
    }
}
