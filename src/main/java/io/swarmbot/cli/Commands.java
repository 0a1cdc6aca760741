package io.swarmbot.cli;

import java.util.List;
import org.eclipse.microprofile.config.Config;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The commands of the executable. Each ends with 0 if it did its work, with 1 if it could not, and with 2 if its
 * arguments are wrong. What went wrong is one line on standard error.
 */
final class Commands {

    private Commands() {}

    /**
     * All commands.
     *
     * @param config what the service would run with
     */
    static CommandLine line(Config config) {
        CommandSpec all = CommandSpec.create().name(Main.NAME).addOption(Command.help());
        all.usageMessage().description("Runs the service. With a command it does that, and runs no service.");
        List<Command> commands =
                List.of(new BackupCommand(config), new HealthCheckCommand(config), new TokenCommand(config));
        commands.forEach(each -> all.addSubcommand(each.spec().name(), new CommandLine(each.spec())));
        return new CommandLine(all)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, line, given) -> {
                    if (failure instanceof FailedException) {
                        line.getErr().println(failure.getMessage());
                        return Command.FAILED;
                    }
                    throw failure;
                });
    }
}
