package io.swarmbot.wire;

import io.swarmbot.command.Command;
import io.swarmbot.command.Giver;
import io.swarmbot.command.Intervention;
import io.swarmbot.command.WrappedCommand;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reads commands by the names that they have on every transport. Unknown fields are refused. */
public final class CommandReader {

    private static final Map<String, Function<Fields, Command>> COMMANDS = Map.ofEntries(
            Map.entry("register_agent", AgentCommands::registerAgent),
            Map.entry("update_agent_status", AgentCommands::updateAgentStatus),
            Map.entry("heartbeat", AgentCommands::heartbeat),
            Map.entry("claim", AgentCommands::claim),
            Map.entry("append_log", AgentCommands::appendLog),
            Map.entry("pause_agent", AgentCommands::pauseAgent),
            Map.entry("resume_agent", AgentCommands::resumeAgent),
            Map.entry("drain_agent", AgentCommands::drainAgent),
            Map.entry("remove_agent", AgentCommands::removeAgent),
            Map.entry("submit_task", TaskCommands::submitTask),
            Map.entry("start_task", TaskCommands::startTask),
            Map.entry("report_progress", TaskCommands::reportProgress),
            Map.entry("complete_task", TaskCommands::completeTask),
            Map.entry("fail_task", TaskCommands::failTask),
            Map.entry("request_input", TaskCommands::requestInput),
            Map.entry("provide_input", TaskCommands::provideInput),
            Map.entry("cancel_task", TaskCommands::cancelTask),
            Map.entry("retry_task", TaskCommands::retryTask),
            Map.entry("set_priority", TaskCommands::setPriority),
            Map.entry("reassign_task", TaskCommands::reassignTask),
            Map.entry("send_message", MessageCommands::send),
            Map.entry("acknowledge_message", MessageCommands::acknowledge));

    /** Fields that never counted for {@link FormerHash}. */
    private static final Set<String> NOT_CONTENT = Set.of("wait");

    private static final int MAX_QUOTED = 64;

    private CommandReader() {}

    /**
     * Makes the command of that name out of the fields.
     *
     * @param giver who gives it
     * @throws Rejection if there is no such command, if a field is unknown, missing or wrong, or if the giver may not
     *     give the command
     */
    public static Command read(String type, Fields fields, Giver giver) {
        Function<Fields, Command> reading = COMMANDS.get(type);
        if (reading == null) {
            String quoted = type.substring(0, Math.min(MAX_QUOTED, type.length()));
            throw new Rejection(ErrorCode.UNKNOWN_COMMAND, "there is no command '" + quoted + "'");
        }
        String key = fields.optionalString("idempotency_key").orElse(null);
        String traceparent = fields.optionalString("traceparent").orElse(null);
        String former = key == null ? null : fields.hash(type, NOT_CONTENT);
        Command command = reading.apply(fields.givenBy(giver));
        fields.end();
        giver.require(command);
        Command given = key == null || former == null
                ? command
                : new WrappedCommand.Keyed(key, giver.name(), CommandFingerprint.of(type, command, former), command);
        return traceparent == null ? given : new WrappedCommand.Traced(traceparent, given);
    }

    /** Who gives the command, and for whom. */
    static Intervention signature(Fields fields) {
        String actor = fields.actor();
        return new Intervention(actor, fields.via(actor), null, null);
    }

    /** Who intervenes and why, and the version of the entity that they have seen. */
    static Intervention intervention(Fields fields) {
        String actor = fields.actor();
        return new Intervention(
                actor,
                fields.via(actor),
                fields.optionalString("reason").orElse(null),
                fields.optionalLong("version").orElse(null));
    }
}
