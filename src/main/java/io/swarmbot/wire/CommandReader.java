package io.swarmbot.wire;

import io.swarmbot.swarm.AgentCommand.AppendLog;
import io.swarmbot.swarm.AgentCommand.Claim;
import io.swarmbot.swarm.AgentCommand.Heartbeat;
import io.swarmbot.swarm.AgentCommand.RegisterAgent;
import io.swarmbot.swarm.AgentCommand.RemoveAgent;
import io.swarmbot.swarm.AgentCommand.SetAgentMode;
import io.swarmbot.swarm.AgentCommand.UpdateAgentStatus;
import io.swarmbot.swarm.AgentMode;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Assignment;
import io.swarmbot.swarm.Command;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Intervention;
import io.swarmbot.swarm.KeyedCommand;
import io.swarmbot.swarm.LogLine;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.TaskCommand.CompleteTask;
import io.swarmbot.swarm.TaskCommand.FailTask;
import io.swarmbot.swarm.TaskCommand.ReportProgress;
import io.swarmbot.swarm.TaskCommand.RequestInput;
import io.swarmbot.swarm.TaskCommand.StartTask;
import io.swarmbot.swarm.TaskCommand.SubmitTask;
import io.swarmbot.swarm.TaskSteering.CancelTask;
import io.swarmbot.swarm.TaskSteering.ProvideInput;
import io.swarmbot.swarm.TaskSteering.ReassignTask;
import io.swarmbot.swarm.TaskSteering.RetryTask;
import io.swarmbot.swarm.TaskSteering.SetPriority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reads commands, by the names that they have on every transport. Unknown fields are refused. */
public final class CommandReader {

    private static final Map<String, Function<Fields, Command>> COMMANDS = Map.ofEntries(
            Map.entry("register_agent", CommandReader::registerAgent),
            Map.entry("update_agent_status", CommandReader::updateAgentStatus),
            Map.entry("heartbeat", CommandReader::heartbeat),
            Map.entry("claim", CommandReader::claim),
            Map.entry("append_log", CommandReader::appendLog),
            Map.entry("pause_agent", fields -> setMode(fields, AgentMode.PAUSED)),
            Map.entry("resume_agent", fields -> setMode(fields, AgentMode.ACTIVE)),
            Map.entry("drain_agent", fields -> setMode(fields, AgentMode.DRAINING)),
            Map.entry("remove_agent", fields -> new RemoveAgent(agentId(fields), intervention(fields))),
            Map.entry("submit_task", CommandReader::submitTask),
            Map.entry("start_task", CommandReader::startTask),
            Map.entry("report_progress", CommandReader::reportProgress),
            Map.entry("complete_task", CommandReader::completeTask),
            Map.entry("fail_task", CommandReader::failTask),
            Map.entry("request_input", CommandReader::requestInput),
            Map.entry("provide_input", CommandReader::provideInput),
            Map.entry("cancel_task", fields -> new CancelTask(taskId(fields), intervention(fields))),
            Map.entry("retry_task", fields -> new RetryTask(taskId(fields), intervention(fields))),
            Map.entry("set_priority", CommandReader::setPriority),
            Map.entry("reassign_task", CommandReader::reassignTask));

    /** What a caller may say differently of the same command. */
    private static final Set<String> NOT_CONTENT = Set.of("wait");

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
        String key = fields.optionalString("idempotency_key").orElse(null);
        String hash = key == null ? null : fields.hash(type, NOT_CONTENT);
        Command command = reading.apply(fields);
        fields.end();
        return key == null || hash == null ? command : new KeyedCommand(key, hash, command);
    }

    private static Intervention intervention(Fields fields) {
        return new Intervention(
                fields.optionalString("actor").orElse(null),
                fields.optionalString("reason").orElse(null),
                fields.optionalLong("version").orElse(null));
    }

    private static Command registerAgent(Fields fields) {
        return new RegisterAgent(
                agentId(fields),
                fields.optionalString("name").orElse(null),
                fields.optionalString("role").orElse(null),
                fields.strings("capabilities"),
                fields.optionalOneOf("assignment", Assignment::ofWireName).orElse(Assignment.CLAIM),
                fields.optionalInteger("slots").orElse(1),
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
                fields.json("input"),
                fields.optionalInteger("max_attempts").orElse(null),
                fields.optionalDuration("timeout").orElse(null),
                fields.optionalTime("deadline").orElse(null),
                fields.optionalInteger("max_agents").orElse(1));
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
                fields.json("error"),
                fields.optionalBoolean("retry").orElse(true));
    }

    private static Command requestInput(Fields fields) {
        return new RequestInput(
                taskId(fields),
                agentId(fields),
                fields.optionalInteger("attempt").orElse(null),
                fields.requiredJson("question"),
                fields.optionalDuration("within").orElse(null));
    }

    private static Command provideInput(Fields fields) {
        return new ProvideInput(taskId(fields), fields.requiredJson("answer"), intervention(fields));
    }

    private static Command setPriority(Fields fields) {
        return new SetPriority(taskId(fields), fields.integer("priority"), intervention(fields));
    }

    private static Command reassignTask(Fields fields) {
        String agentId = fields.optionalString("agent_id").orElse(null);
        return new ReassignTask(
                taskId(fields),
                agentId == null ? null : Identifiers.require("agent_id", agentId),
                intervention(fields));
    }

    private static Command setMode(Fields fields, AgentMode mode) {
        return new SetAgentMode(agentId(fields), mode, intervention(fields));
    }

    private static Command appendLog(Fields fields) {
        List<LogLine> lines = new ArrayList<>();
        for (Fields line : fields.objects("lines")) {
            lines.add(new LogLine(
                    line.optionalOneOf("level", LogLine.Level::ofWireName).orElse(LogLine.Level.INFO),
                    line.string("message"),
                    line.optionalTime("at").orElse(null)));
            line.end();
        }
        return new AppendLog(agentId(fields), fields.optionalString("task_id").orElse(null), lines, 0);
    }

    private static String agentId(Fields fields) {
        return Identifiers.require("agent_id", fields.string("agent_id"));
    }

    private static String taskId(Fields fields) {
        return Identifiers.require("task_id", fields.string("task_id"));
    }
}
