package io.swarmbot.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Where the process begins. Without arguments it is the service; with arguments it is one of the {@link Commands}, and
 * nothing of the service is started. It has a name because an application that embeds this jar has a main class of its
 * own.
 */
@QuarkusMain(name = Main.NAME)
public final class Main {

    /** By this name {@code quarkus.package.main-class} finds it. */
    static final String NAME = "swarmbot";

    private Main() {}

    /** @param arguments none to run the service until it is stopped; otherwise a command and its arguments */
    public static void main(String... arguments) {
        if (arguments.length == 0) {
            Quarkus.run();
        } else {
            System.exit(Commands.line(ConfigProvider.getConfig()).execute(arguments));
        }
    }
}
