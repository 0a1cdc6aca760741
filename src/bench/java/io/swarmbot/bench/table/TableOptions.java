package io.swarmbot.bench.table;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How the table is made.
 *
 * @param only the rows that are wanted; all, if it is empty
 * @param rounds how often each row is measured
 * @param warmUp seconds of load on SwarmBot before what is measured
 * @param seconds that a steady load lasts
 * @param isRealTime whether servers and the load client run in the real-time class
 * @param build what is measured
 * @param against what of SwarmBot it is compared with, instead of the peers
 */
record TableOptions(
        List<String> only,
        int rounds,
        int warmUp,
        int seconds,
        boolean isRealTime,
        Build build,
        Optional<Build> against) {

    static final String USAGE = """
            --only=S1,scale-*     rows, by name or beginning; without it all of them
            --rounds=3            how often each row is measured
            --warm-up=40          seconds of load on SwarmBot before what is measured
            --seconds=10          how long a steady load lasts
            --class=rt            real-time class for servers and load client; normal: the usual one
            --java=...            runs SwarmBot; without it the Java that runs this
            --jvm=-Xmn32m         an option of that Java; may be given again
            --service-dir=...     the packaged service; without it target/quarkus-app
            --against-java=..., --against-jvm=..., --against-service-dir=...
                                  compare with SwarmBot run like that instead of the peers; what is not given is the
                                  same for both, and --against-jvm= alone means no option
            """;

    /** @throws IllegalArgumentException if an option is not known, or its value is none */
    static TableOptions of(String[] arguments) {
        Given given = new Given(arguments);
        Build build = given.build("", new Build(ownJava(), List.of(), Path.of("target", "quarkus-app")));
        Optional<Build> against =
                given.has("against-") ? Optional.of(given.build("against-", build)) : Optional.empty();
        TableOptions options = new TableOptions(
                given.list("only"),
                given.number("rounds", 3),
                given.number("warm-up", 40),
                given.number("seconds", 10),
                given.isRealTime(),
                build,
                against);
        given.requireNoOther();
        return options;
    }

    private static Path ownJava() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    /** Whether the row is wanted. */
    boolean wants(String row) {
        return only.isEmpty() || only.stream().anyMatch(name -> matches(name, row));
    }

    /** Whether a name in {@code --only} means the row. */
    static boolean matches(String name, String row) {
        return name.endsWith("*") ? row.startsWith(name.substring(0, name.length() - 1)) : row.equals(name);
    }

    /** The options as they were given, each of which is taken out when it is read. */
    private static final class Given {

        private final TreeMap<String, List<String>> values = new TreeMap<>();

        Given(String[] arguments) {
            for (String argument : arguments) {
                String[] parts = argument.split("=", 2);
                if (parts.length < 2 || !parts[0].startsWith("--")) {
                    throw new IllegalArgumentException("not an option with a value: " + argument);
                }
                values.computeIfAbsent(parts[0].substring(2), name -> new ArrayList<>())
                        .add(parts[1]);
            }
        }

        boolean has(String beginning) {
            return values.keySet().stream().anyMatch(name -> name.startsWith(beginning));
        }

        private Optional<String> text(String name) {
            return Optional.ofNullable(values.remove(name)).map(all -> all.get(all.size() - 1));
        }

        List<String> list(String name) {
            return text(name).map(text -> Arrays.asList(text.split(","))).orElse(List.of());
        }

        int number(String name, int fallback) {
            String text = text(name).orElse(Integer.toString(fallback));
            if (!text.matches("[1-9]\\d{0,5}")) {
                throw new IllegalArgumentException(name + " must be a number from 1 to 999999, not " + text);
            }
            return Integer.parseInt(text);
        }

        boolean isRealTime() {
            String name = text("class").orElse("rt");
            if (!List.of("rt", "normal").contains(name)) {
                throw new IllegalArgumentException("class must be rt or normal, not " + name);
            }
            return name.equals("rt");
        }

        Build build(String prefix, Build fallback) {
            List<String> options = Optional.ofNullable(values.remove(prefix + "jvm"))
                    .map(all -> all.stream().filter(each -> !each.isEmpty()).toList())
                    .orElse(fallback.jvmOptions());
            return new Build(
                    text(prefix + "java").map(Path::of).orElse(fallback.java()),
                    options,
                    text(prefix + "service-dir").map(Path::of).orElse(fallback.directory()));
        }

        void requireNoOther() {
            if (!values.isEmpty()) {
                throw new IllegalArgumentException("not known: --" + values.firstKey());
            }
        }
    }
}
