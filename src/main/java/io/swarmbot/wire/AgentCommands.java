package io.swarmbot.wire;

import io.swarmbot.command.AppendLog;
import io.swarmbot.command.Claim;
import io.swarmbot.command.Command;
import io.swarmbot.command.Heartbeat;
import io.swarmbot.command.RegisterAgent;
import io.swarmbot.command.RemoveAgent;
import io.swarmbot.command.SetAgentMode;
import io.swarmbot.command.UpdateAgentStatus;
import io.swarmbot.swarm.AgentMode;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Assignment;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.LogLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Makes the commands of agents out of their fields. */
final class AgentCommands {

    private AgentCommands() {}

    static Command registerAgent(Fields fields) {
        return new RegisterAgent(
                agentId(fields),
                fields.optionalString("name").orElse(null),
                fields.optionalString("role").orElse(null),
                fields.strings("capabilities"),
                fields.optionalOneOf("assignment", Assignment::ofWireName).orElse(Assignment.CLAIM),
                fields.optionalInteger("slots").orElse(1),
                terms(fields),
                fields.jsonObject("metrics"));
    }

    static Command updateAgentStatus(Fields fields) {
        return new UpdateAgentStatus(
                agentId(fields), fields.oneOf("status", AgentStatus::ofWireName), fields.jsonObject("details"));
    }

    static Command heartbeat(Fields fields) {
        List<Heartbeat.Work> works = new ArrayList<>();
        String agentId = agentId(fields);
        for (Fields task : fields.objects("tasks")) {
            works.add(new Heartbeat.Work(
                    task.string("id"), task.optionalInteger("attempt").orElse(null)));
            task.end();
        }
        return new Heartbeat(agentId, works);
    }

    static Command claim(Fields fields) {
        Duration wait = fields.optionalDuration("wait", ErrorCode.BAD_PARAMETER).orElse(Duration.ZERO);
        return new Claim(agentId(fields), wait, terms(fields));
    }

    /** The lease that a command gives. */
    static Lease.Terms terms(Fields fields) {
        return new Lease.Terms(
                fields.optionalDuration("lease").orElse(null),
                fields.optionalDuration("start_within").orElse(null));
    }

    static Command appendLog(Fields fields) {
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

    static Command pauseAgent(Fields fields) {
        return setMode(fields, AgentMode.PAUSED);
    }

    static Command resumeAgent(Fields fields) {
        return setMode(fields, AgentMode.ACTIVE);
    }

    static Command drainAgent(Fields fields) {
        return setMode(fields, AgentMode.DRAINING);
    }

    private static Command setMode(Fields fields, AgentMode mode) {
        return new SetAgentMode(agentId(fields), mode, CommandReader.intervention(fields));
    }

    static Command removeAgent(Fields fields) {
        return new RemoveAgent(agentId(fields), CommandReader.intervention(fields));
    }

    static String agentId(Fields fields) {
        return fields.identifier("agent_id");
    }
}
