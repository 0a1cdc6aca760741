package io.swarmbot.wire;

import io.swarmbot.command.CancelTask;
import io.swarmbot.command.Command;
import io.swarmbot.command.CompleteTask;
import io.swarmbot.command.FailTask;
import io.swarmbot.command.ProvideInput;
import io.swarmbot.command.ReassignTask;
import io.swarmbot.command.ReportProgress;
import io.swarmbot.command.RequestInput;
import io.swarmbot.command.RetryTask;
import io.swarmbot.command.SetPriority;
import io.swarmbot.command.StartTask;
import io.swarmbot.command.SubmitTask;
import io.swarmbot.swarm.TaskSpec;

/** Makes the commands about tasks out of their fields. */
final class TaskCommands {

    private TaskCommands() {}

    static Command submitTask(Fields fields) {
        return new SubmitTask(
                fields.optionalIdentifier("task_id").orElse(null),
                fields.identifier("task_type"),
                fields.optionalString("description").orElse(null),
                fields.strings("requirements"),
                fields.optionalInteger("priority").orElse(TaskSpec.USUAL_PRIORITY),
                fields.strings("dependencies"),
                fields.json("input"),
                fields.optionalInteger("max_attempts").orElse(null),
                fields.optionalDuration("timeout").orElse(null),
                fields.optionalTime("deadline").orElse(null),
                fields.optionalInteger("max_agents").orElse(1),
                AgentCommands.terms(fields),
                CommandReader.signature(fields));
    }

    static Command startTask(Fields fields) {
        return new StartTask(
                taskId(fields),
                agentId(fields),
                fields.optionalInteger("attempt").orElse(null));
    }

    static Command reportProgress(Fields fields) {
        return new ReportProgress(
                taskId(fields),
                agentId(fields),
                fields.optionalInteger("attempt").orElse(null),
                fields.optionalInteger("progress").orElse(null),
                fields.optionalString("message").orElse(null));
    }

    static Command completeTask(Fields fields) {
        return new CompleteTask(
                taskId(fields),
                agentId(fields),
                fields.optionalInteger("attempt").orElse(null),
                fields.json("result"));
    }

    static Command failTask(Fields fields) {
        return new FailTask(
                taskId(fields),
                agentId(fields),
                fields.optionalInteger("attempt").orElse(null),
                fields.json("error"),
                fields.optionalBoolean("retry").orElse(true));
    }

    static Command requestInput(Fields fields) {
        return new RequestInput(
                taskId(fields),
                agentId(fields),
                fields.optionalInteger("attempt").orElse(null),
                fields.requiredJson("question"),
                fields.optionalDuration("within").orElse(null));
    }

    static Command provideInput(Fields fields) {
        return new ProvideInput(taskId(fields), fields.requiredJson("answer"), CommandReader.intervention(fields));
    }

    static Command setPriority(Fields fields) {
        return new SetPriority(taskId(fields), fields.integer("priority"), CommandReader.intervention(fields));
    }

    static Command reassignTask(Fields fields) {
        String agentId = fields.optionalIdentifier("agent_id").orElse(null);
        return new ReassignTask(taskId(fields), agentId, CommandReader.intervention(fields));
    }

    static Command cancelTask(Fields fields) {
        return new CancelTask(taskId(fields), CommandReader.intervention(fields));
    }

    static Command retryTask(Fields fields) {
        return new RetryTask(taskId(fields), CommandReader.intervention(fields));
    }

    private static String agentId(Fields fields) {
        return AgentCommands.agentId(fields);
    }

    private static String taskId(Fields fields) {
        return fields.identifier("task_id");
    }
}
