package io.swarmbot.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.eclipse.microprofile.config.Config;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** One command of the executable: its arguments, and what it does. */
abstract class Command implements Callable<Integer> {

    /** It did its work. */
    static final int DONE = 0;
    /** It could not, or the answer is no. */
    static final int FAILED = 1;

    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);
    private final Config config;

    /**
     * @param config what the service would run with
     * @param description what the command does, in lines
     */
    Command(Config config, String name, String... description) {
        this.config = config;
        spec.name(name).addOption(help());
        spec.usageMessage().description(description);
    }

    /** The option that shows the help of a command. */
    static OptionSpec help() {
        return OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("shows this help")
                .build();
    }

    /** Its name, its help and its arguments. */
    final CommandSpec spec() {
        return spec;
    }

    @Override
    public final Integer call() throws FailedException {
        return run(spec.commandLine().getParseResult(), spec.commandLine().getOut());
    }

    /**
     * Does the work.
     *
     * @param out standard output
     * @return {@link #DONE} or {@link #FAILED}
     * @throws FailedException if it could not be done
     */
    abstract int run(ParseResult given, PrintWriter out) throws FailedException;

    /** The value of a key of the configuration. */
    final <T> T configured(String key, Class<T> type, T otherwise) {
        return config.getOptionalValue(key, type).orElse(otherwise);
    }
}
