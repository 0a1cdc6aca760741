package io.swarmbot.command;

/** A command by which people change a task that others submitted or work on. */
public sealed interface TaskSteering extends Command
        permits ProvideInput, CancelTask, RetryTask, SetPriority, ReassignTask {

    String taskId();

    @Override
    Intervention intervention();
}
