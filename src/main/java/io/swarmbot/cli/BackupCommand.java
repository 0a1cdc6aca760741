package io.swarmbot.cli;

import io.swarmbot.store.embedded.Backup;
import io.swarmbot.store.embedded.EmbeddedSettings;
import io.swarmbot.store.embedded.UnusableStoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.eclipse.microprofile.config.Config;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Makes a backup of the embedded store, also while the service runs. */
final class BackupCommand extends Command {

    private static final String KIND = "swarmbot.store.kind";
    private static final String EMBEDDED = "embedded";
    private static final String DIRECTORY = "swarmbot.store.embedded.directory";
    private static final String OPTION = "--directory";

    BackupCommand(Config config) {
        super(
                config,
                "backup",
                "Copies the embedded store into one file, also while the service runs.",
                "To restore: stop the service, and put the file as swarmbot.db into an empty directory.");
        spec().addOption(OptionSpec.builder(OPTION)
                .type(Path.class)
                .paramLabel("DIRECTORY")
                .description("of the store; if it is left out, that of " + DIRECTORY)
                .build());
        spec().addPositional(PositionalParamSpec.builder()
                .index("0")
                .required(true)
                .type(Path.class)
                .paramLabel("FILE")
                .description("the backup; it must not be there")
                .build());
    }

    @Override
    int run(ParseResult given, PrintWriter out) throws FailedException {
        Path target = given.matchedPositionalValue(0, null);
        try {
            long bytes = Backup.of(directory(given), target);
            out.println(target.toAbsolutePath() + ": " + bytes + " bytes");
            return DONE;
        } catch (UnusableStoreException | IOException e) {
            throw new FailedException("no backup was made: " + e.getMessage(), e);
        }
    }

    private Path directory(ParseResult given) throws FailedException {
        if (given.hasMatchedOption(OPTION)) {
            return given.matchedOptionValue(OPTION, null);
        }
        String kind = configured(KIND, String.class, EMBEDDED);
        if (!kind.equalsIgnoreCase(EMBEDDED)) {
            throw new FailedException("no backup was made: " + KIND + " is " + kind
                    + ", and this makes one of the embedded store; " + OPTION + " names its directory");
        }
        return configured(DIRECTORY, Path.class, Path.of(EmbeddedSettings.DEFAULT_DIRECTORY));
    }
}
