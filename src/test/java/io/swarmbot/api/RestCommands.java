package io.swarmbot.api;

import java.util.Set;
import java.util.stream.Collectors;

/** Shows the table of the commands over REST to tests of other packages. */
public final class RestCommands {

    /** The path of the route that takes all of them. */
    public static final String ROOT = CommandPaths.ROOT;

    private RestCommands() {}

    /** The paths, with names in braces for what differs. */
    public static Set<String> paths() {
        return CommandPaths.TABLE.stream().map(CommandPath::template).collect(Collectors.toSet());
    }

    /** The same, each with its method before it. */
    public static Set<String> routes() {
        return CommandPaths.TABLE.stream()
                .map(path -> path.method() + " " + path.template())
                .collect(Collectors.toSet());
    }
}
