package io.swarmbot.testing;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a test needs from the system. */
public final class Programs {

    private Programs() {}

    /**
     * The first of these programs that is on the PATH. Without one the test is skipped; with {@code CI=true} in the
     * environment, which says that everything must run, it fails.
     *
     * @param what the program and what it is needed for, as one reads it where it is missing
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
