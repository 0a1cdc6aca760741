package io.swarmbot.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the programs of the system that a test needs. */
public final class Programs {

    private Programs() {}

    /**
     * The first of these programs that is on the PATH. If there is none, the test is skipped; with {@code CI=true} in
     * the environment it fails, because then every test must run.
     *
     * @param what the program and its purpose, for the message if it is missing
     */
    public static Path require(List<String> names, String what) {
        Optional<Path> found = names.stream().flatMap(Programs::onPath).findFirst();
        if (found.isEmpty()) {
            String message = what + ": none of " + names + " is on the PATH";
            if ("true".equals(System.getenv("CI"))) {
                fail(message + ", and CI=true");
            }
            abort(message);
        }
        return found.get();
    }

    /** The program on the PATH, if it is there. */
    public static Optional<Path> find(String name) {
        return onPath(name).findFirst();
    }

    private static Stream<Path> onPath(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.of(path.split(File.pathSeparator))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable);
    }
}
