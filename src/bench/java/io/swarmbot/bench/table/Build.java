package io.swarmbot.bench.table;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What of SwarmBot is measured.
 *
 * @param java the program that runs it
 * @param jvmOptions behind the default {@code -Xmx512m}
 * @param directory of the packaged service, such as {@code target/quarkus-app}
 */
record Build(Path java, List<String> jvmOptions, Path directory) {

    private static final String HEAP = "-Xmx512m";

    Build {
        java = java.toAbsolutePath();
        jvmOptions = List.copyOf(jvmOptions);
        directory = directory.toAbsolutePath();
    }

    /** Whether there is a service to start. */
    boolean isThere() {
        return Files.exists(jar());
    }

    private Path jar() {
        return directory.resolve("quarkus-run.jar");
    }

    /** The command that starts it. */
    List<String> command(List<String> settings) {
        List<String> command = new ArrayList<>(List.of(java.toString(), HEAP));
        command.addAll(jvmOptions);
        settings.forEach(setting -> command.add("-D" + setting));
        command.addAll(List.of("-jar", jar().toString()));
        return command;
    }

    @Override
    public String toString() {
        return directory + " on " + java + " " + HEAP
                + jvmOptions.stream().map(option -> " " + option).collect(Collectors.joining());
    }
}
