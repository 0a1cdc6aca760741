package io.swarmbot.mcp;

import static io.swarmbot.mcp.Parameter.Kind.TEXT;
import static io.swarmbot.mcp.Parameter.Kind.TEXTS;
import static io.swarmbot.mcp.Parameter.optional;
import static io.swarmbot.mcp.Parameter.required;

import io.swarmbot.command.Command;
import io.swarmbot.command.Giver;
import io.swarmbot.command.MessageCommand;
import io.swarmbot.command.Reply;
import io.swarmbot.coordinator.Rejections;
import io.swarmbot.grant.Right;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.message.MessageKind;
import io.swarmbot.wire.CommandReader;
import io.swarmbot.wire.Fields;
import io.swarmbot.wire.ReplyJson;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The tool that sends messages, and the argument by which agents acknowledge theirs.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class MessageTools {

    private static final String READ = "read";
    private static final String TASK = "task:";
    private static final String CAPABILITY = "capability:";

    /** What an acknowledgement is refused with that changes nothing any more: the message is gone, or another's. */
    private static final Set<ErrorCode> OVER = Set.of(ErrorCode.UNKNOWN_MESSAGE, ErrorCode.NOT_ASSIGNED);

    private final SwarmCommands commands;

    MessageTools(SwarmCommands commands) {
        this.commands = commands;
    }

    List<Tool> all() {
        return List.of(new Tool(
                "say",
                List.of(Right.SUBMIT, Right.WORK, Right.STEER),
                Tool.Effect.CHANGES,
                "Write to an agent. It gets the message with its next answer. With a key a repeat sends no second one.",
                List.of(
                        required("to", TEXT, "Id of an agent, task:<id> for who holds it, or capability:<name>"),
                        required("text", TEXT, "At most 4 KiB"),
                        new Parameter(
                                "kind",
                                TEXT,
                                Parameter.Need.OPTIONAL,
                                "steer: read it now; follow_up (usual): after its task",
                                List.of(MessageKind.STEER.wireName(), MessageKind.FOLLOW_UP.wireName())),
                        optional("reply_to", TEXT, "Id of the message that you answer"),
                        optional(Parameter.AGENT, TEXT, "Your id, if you are an agent"),
                        optional("key", TEXT, "The same for each repeat")),
                this::say));
    }

    private CompletableFuture<ToolResult> say(ToolCall call) {
        Fields fields = call.arguments();
        Giver giver = call.giver();
        String agent = fields.optionalString(Parameter.AGENT).orElse(call.usualAgent());
        if (agent != null) {
            Identifiers.require(Parameter.AGENT, agent);
            if (giver.name() == null) {
                // Without a login only the caller knows who it is.
                fields.with("actor", agent);
            } else {
                call.caller().requireToWorkAs(agent, call.swarm());
            }
        }
        String to = fields.string("to");
        if (to.startsWith(TASK)) {
            fields.with("task_id", to.substring(TASK.length()));
        } else if (to.startsWith(CAPABILITY)) {
            fields.with("to_capability", to.substring(CAPABILITY.length()));
        } else {
            fields.with("agent_id", to);
        }
        Command command = CommandReader.read("send_message", fields.renamed("key", "idempotency_key"), giver);
        return commands.submit(call, command, giver)
                .thenApply(done -> done.reply().content() == Reply.Content.NONE
                        ? ToolResult.done(
                                "The message was sent before, and is read or over.",
                                McpJson.object(out -> out.writeNullField("message")))
                        : ToolResult.done("Sent to " + to + ".", McpJson.json(ReplyJson.body(done.reply()))));
    }

    /** The argument by which an agent says which messages it has read. */
    static Parameter read() {
        return optional(READ, TEXTS, "Ids of messages that you have read");
    }

    /**
     * Acknowledges the messages that a call says are read.
     *
     * @throws Rejection if the argument is wrong, or the caller may not work as the agent
     */
    CompletableFuture<Void> acknowledge(ToolCall call, String agent) {
        List<String> read = call.arguments().strings(READ);
        Limits.requireNames(READ, read);
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (String message : read) {
            Command command = new MessageCommand.Acknowledge(message, agent);
            all = all.thenCompose(before -> commands.give(call, command).<Void>handle((done, failure) -> {
                boolean isOver = failure == null
                        || Rejections.in(failure)
                                .filter(rejection -> OVER.contains(rejection.code()))
                                .isPresent();
                if (!isOver) {
                    throw Rejections.in(failure).orElseThrow(() -> new IllegalStateException(failure));
                }
                return null;
            }));
        }
        return all;
    }
}
