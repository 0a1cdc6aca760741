package io.swarmbot.wire;

import io.swarmbot.swarm.AgentCommand.Claim;
import io.swarmbot.swarm.AgentCommand.Heartbeat;
import io.swarmbot.swarm.AgentCommand.RegisterAgent;
import io.swarmbot.swarm.AgentCommand.RemoveAgent;
import io.swarmbot.swarm.AgentCommand.UpdateAgentStatus;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Command;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.TaskCommand.CancelTask;
import io.swarmbot.swarm.TaskCommand.CompleteTask;
import io.swarmbot.swarm.TaskCommand.FailTask;
import io.swarmbot.swarm.TaskCommand.ReportProgress;
import io.swarmbot.swarm.TaskCommand.StartTask;
import io.swarmbot.swarm.TaskCommand.SubmitTask;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads commands, by the names that they have on every transport. Unknown fields are refused. */
public final class CommandReader {

    private static final Map<String, Function<Fields, Command>> COMMANDS = Map.ofEntries(
            Map.entry("register_agent", CommandReader::registerAgent),
            Map.entry("update_agent_status", CommandReader::updateAgentStatus),
            Map.entry("heartbeat", CommandReader::heartbeat),
            Map.entry("claim", CommandReader::claim),
            Map.entry("remove_agent", fields -> new RemoveAgent(agentId(fields))),
            Map.entry("submit_task", CommandReader::submitTask),
            Map.entry("start_task", CommandReader::startTask),
            Map.entry("report_progress", CommandReader::reportProgress),
            Map.entry("complete_task", CommandReader::completeTask),
            Map.entry("fail_task", CommandReader::failTask),
            Map.entry("cancel_task", CommandReader::cancelTask));

    private CommandReader() {}

    /**
     * Reads the command of that name from all of the fields.
     *
     * @throws Rejection where there is no such command, or a field is unknown, missing or wrong
     */
    public static Command read(String type, Fields fields) {
        Function<Fields, Command> reading = COMMANDS.get(type);
        if (reading == null) {
            throw new Rejection(
                    ErrorCode.UNKNOWN_COMMAND,
                    "there is no command '" + type.substring(0, Math.min(64, type.length())) + "'");
        }
        Command command = reading.apply(fields);
        fields.end();
        return command;
    }

    private static Command registerAgent(Fields fields) {
        return new RegisterAgent(
                agentId(fields),
                fields.optionalString("name").orElse(null),
                fields.optionalString("role").orElse(null),
                fields.strings("capabilities"),
                fields.jsonObject("metrics"));
    }

    private static Command updateAgentStatus(Fields fields) {
        return new UpdateAgentStatus(
                agentId(fields), fields.oneOf("status", AgentStatus::ofWireName), fields.jsonObject("details"));
    }

    private static Command heartbeat(Fields fields) {
        List<Heartbeat.Work> works = new ArrayList<>();
        String agentId = agentId(fields);
        for (Fields task : fields.objects("tasks")) {
            works.add(new Heartbeat.Work(
                    task.string("id"), task.optionalInteger("attempt").orElse(null)));
            task.end();
        }
        return new Heartbeat(agentId, works);
    }

    private static Command claim(Fields fields) {
        Duration wait = fields.optionalString("wait")
                .map(text -> Times.duration(text)
                        .orElseThrow(() -> new Rejection(
                                ErrorCode.BAD_PARAMETER, "wait is a duration such as 10s, 500ms or PT10S")))
                .orElse(Duration.ZERO);
        return new Claim(agentId(fields), wait);
    }

    private static Command submitTask(Fields fields) {
        return new SubmitTask(
                fields.optionalString("task_id").orElse(null),
                fields.string("task_type"),
                fields.optionalString("description").orElse(null),
                fields.strings("requirements"),
                fields.optionalInteger("priority").orElse(SubmitTask.USUAL_PRIORITY),
                fields.strings("dependencies"),
                fields.json("input"));
    }

    private static Command startTask(Fields fields) {
        return new StartTask(
                taskId(fields),
                agentId(fields),
                fields.optionalInteger("attempt").orElse(null));
    }

    private static Command reportProgress(Fields fields) {
        return new ReportProgress(
                taskId(fields),
                agentId(fields),
                fields.optionalInteger("attempt").orElse(null),
                fields.optionalInteger("progress").orElse(null),
                fields.optionalString("message").orElse(null));
    }

    private static Command completeTask(Fields fields) {
        return new CompleteTask(
                taskId(fields),
                agentId(fields),
                fields.optionalInteger("attempt").orElse(null),
                fields.json("result"));
    }

    private static Command failTask(Fields fields) {
        return new FailTask(
                taskId(fields),
                agentId(fields),
                fields.optionalInteger("attempt").orElse(null),
                fields.json("error"));
    }

    private static Command cancelTask(Fields fields) {
        return new CancelTask(taskId(fields), fields.optionalString("reason").orElse(null));
    }

    private static String agentId(Fields fields) {
        return Identifiers.require("agent_id", fields.string("agent_id"));
    }

    private static String taskId(Fields fields) {
        return Identifiers.require("task_id", fields.string("task_id"));
    }
}
