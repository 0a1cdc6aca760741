package io.swarmbot.files.directory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The paths below the directory of one swarm.
 *
 * @param path of the swarm's own directory
 */
record SwarmDirectory(Path path) {

    static final String INFO = ".info";
    private static final String PART = ".part";
    private static final String LOCK = ".lock";
    private static final String TRIAL = ".trial";

    private static final Pattern FILE = Pattern.compile("([0-9a-f]{64})-([0-9a-z]+)");

    /** The hash and the id in the name of a file. */
    record Name(String sha256, String id) {

        /** Null if that is not the name of a file. */
        static @Nullable Name of(Path file) {
            Matcher matcher = FILE.matcher(String.valueOf(file.getFileName()));
            return matcher.matches() ? new Name(matcher.group(1), matcher.group(2)) : null;
        }
    }

    /** Two names of swarms that differ only in case have two directories, also where the file system knows no case. */
    static SwarmDirectory of(Path root, String swarm) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < swarm.length(); i++) {
            char each = swarm.charAt(i);
            boolean isUpper = each >= 'A' && each <= 'Z';
            name.append(isUpper ? "+" + (char) (each + ('a' - 'A')) : String.valueOf(each));
        }
        return new SwarmDirectory(root.resolve(name.toString()));
    }

    /** The name of the swarm. */
    String swarm() {
        StringBuilder name = new StringBuilder();
        String written = String.valueOf(path.getFileName());
        for (int i = 0; i < written.length(); i++) {
            char each = written.charAt(i);
            boolean isUpper = each == '+' && i + 1 < written.length();
            name.append(isUpper ? (char) (written.charAt(++i) - ('a' - 'A')) : each);
        }
        return name.toString();
    }

    Path file(String sha256, String id) {
        return path.resolve(sha256 + "-" + id);
    }

    Path uploads() {
        return path.resolve("uploads");
    }

    Path info(String id) {
        return uploads().resolve(id + INFO);
    }

    Path part(String id) {
        return uploads().resolve(id + PART);
    }

    Path lock(String id) {
        return uploads().resolve(id + LOCK);
    }

    /** Says from which offset on the bytes of the upload are on trial, if some are. */
    Path trial(String id) {
        return uploads().resolve(id + TRIAL);
    }

    /** The file that became of the upload of that id, if it was finished. Looks at every file of the swarm. */
    Optional<Path> finished(String id) throws IOException {
        if (!Files.isDirectory(path)) {
            return Optional.empty();
        }
        try (var found = Files.newDirectoryStream(path, "*-" + id)) {
            for (Path each : found) {
                if (Name.of(each) != null) {
                    return Optional.of(each);
                }
            }
        }
        return Optional.empty();
    }

    /** Makes durable which names the directory has. */
    static void sync(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
