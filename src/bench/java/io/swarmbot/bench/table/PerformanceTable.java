package io.swarmbot.bench.table;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.swarmbot.bench.table.row.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Measures SwarmBot and its peers in turn, and prints the table. What goes on is said on standard error; each result is
 * a line of JSON in {@code target/bench}. Ends with 1 if a measurement failed; what this machine lacks is no failure.
 *
 * <pre>./mvnw -q -Pbench package exec:exec@table -DskipTests -Dload="--only=S1"</pre>
 */
public final class PerformanceTable {

    private static final Path DIRECTORY = Path.of("target", "bench");

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Workbench bench;
    private final ObjectMapper json = new ObjectMapper();
    private boolean hasFailed;

    private PerformanceTable(Workbench bench) {
        this.bench = bench;
    }

    public static void main(String[] arguments) throws Exception {
        if (List.of(arguments).contains("--help")) {
            System.out.println(TableOptions.USAGE + rows());
            return;
        }
        TableOptions options;
        try {
            options = TableOptions.of(arguments);
            requireKnown(options);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + TableOptions.USAGE + rows());
            System.exit(2);
            return;
        }
        Workbench bench = new Workbench(options, DIRECTORY);
        // The way to all ends: that of main, a failure, and Ctrl-C.
        Runtime.getRuntime().addShutdownHook(new Thread(bench::close, "clean-up"));
        System.exit(new PerformanceTable(bench).run() ? 0 : 1);
    }

    private static void requireKnown(TableOptions options) {
        for (String name : options.only()) {
            if (Rows.ALL.stream().noneMatch(row -> TableOptions.matches(name, row.id()))) {
                throw new IllegalArgumentException("no row " + name);
            }
        }
    }

    private static String rows() {
        return Rows.ALL.stream()
                .map(row -> String.format("  %-15s %s", row.id(), row.what()))
                .collect(Collectors.joining("\n", "rows:\n", ""));
    }

    private boolean run() throws IOException, InterruptedException {
        TableOptions options = bench.options();
        List<Row> rows =
                Rows.ALL.stream().filter(row -> options.wants(row.id())).toList();
        System.out.println(Instant.now().truncatedTo(ChronoUnit.SECONDS) + ", " + options.rounds() + " rounds, warm-up "
                + options.warmUp() + " s, steady loads " + options.seconds() + " s.");
        bench.machine().notes().forEach(System.out::println);
        System.out.println("SwarmBot: " + describe(options.build()));
        if (options.against().isPresent()) {
            System.out.println("Against: " + describe(options.against().get()));
        }
        System.out.println();
        rows.forEach(row -> System.out.println("- " + row.id() + ": " + row.what()));
        System.out.println("\n" + Rounds.HEAD);
        for (Row row : rows) {
            measure(row).lines().forEach(System.out::println);
        }
        return !hasFailed;
    }

    /** With the version of its Java, which prints the name of its build on the second line. */
    private String describe(Build build) throws IOException, InterruptedException {
        List<String> command = List.of(build.java().toString(), "-version");
        String version = bench.programs()
                .run("java", command, PATIENCE)
                .output()
                .lines()
                .skip(1)
                .findFirst()
                .orElse("");
        return build + ", " + version;
    }

    private Rounds measure(Row row) throws IOException, InterruptedException {
        List<Column> columns = Column.of(row, bench.options());
        Rounds rounds = new Rounds(row, columns);
        for (int round = 1; round <= bench.options().rounds(); round++) {
            rounds.begin();
            for (Column column : columns) {
                measure(new Turn(bench, column.build(), row.id(), column.name(), round), column, rounds);
            }
        }
        return rounds;
    }

    private void measure(Turn turn, Column column, Rounds rounds) throws IOException, InterruptedException {
        String what = turn.row() + ", " + turn.side() + ", round " + turn.round();
        System.err.println(Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + what);
        try {
            Map<Figure, Double> figures = column.side().measure(turn);
            rounds.add(column, figures);
            bench.record(json.writeValueAsString(Map.of("of", what, "figures", figures)));
        } catch (UnavailableException e) {
            rounds.addProblem(column, "not measured: " + e.getMessage());
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            hasFailed = true;
            rounds.addProblem(column, "failed: " + e);
            System.err.println(what + " failed: " + e);
        }
    }
}
