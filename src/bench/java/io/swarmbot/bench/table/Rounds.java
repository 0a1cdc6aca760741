package io.swarmbot.bench.table;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What one row gave in its rounds, and its lines of the table. */
final class Rounds {

    static final String HEAD = """
            | row | figure | of | median (least to greatest) | ratio (least to greatest) | to |
            | --- | --- | --- | --- | --- | --- |""";

    private final Row row;
    private final List<Column> columns;
    private final List<Map<String, Map<Figure, Double>>> rounds = new ArrayList<>();
    private final Map<String, Set<String>> problems = new LinkedHashMap<>();

    Rounds(Row row, List<Column> columns) {
        this.row = row;
        this.columns = columns;
    }

    /** From here on results are those of the next round. */
    void begin() {
        rounds.add(new LinkedHashMap<>());
    }

    void add(Column column, Map<Figure, Double> figures) {
        rounds.get(rounds.size() - 1).put(column.name(), figures);
    }

    /** Says why a column has no figures in this round. */
    void addProblem(Column column, String problem) {
        problems.computeIfAbsent(column.name(), name -> new LinkedHashSet<>()).add(problem);
    }

    /** The lines of the table. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Figure figure : Figure.values()) {
            for (Column column : columns) {
                List<Double> values = values(column.name(), figure);
                if (!values.isEmpty()) {
                    lines.add("| " + row.id() + " | " + figure.label() + " | " + column.name() + " | "
                            + Spread.of(values) + " | " + ratio(column, figure) + " |");
                }
            }
        }
        problems.forEach((column, all) -> all.forEach(problem ->
                lines.add("| " + row.id() + " | | " + column + " | " + problem.replace('|', '/') + " | | |")));
        return lines;
    }

    private List<Double> values(String column, Figure figure) {
        return rounds.stream()
                .flatMap(round -> value(round, column, figure).stream())
                .toList();
    }

    private static Optional<Double> value(Map<String, Map<Figure, Double>> round, String column, Figure figure) {
        return Optional.ofNullable(round.getOrDefault(column, Map.of()).get(figure));
    }

    /** Two cells: the ratios to the column beside, each within a round, and the name of that column. */
    private String ratio(Column column, Figure figure) {
        if (column.beside().isEmpty()) {
            return " | ";
        }
        String beside = column.beside().get();
        List<Double> ratios = new ArrayList<>();
        for (Map<String, Map<Figure, Double>> round : rounds) {
            Optional<Double> other = value(round, beside, figure).filter(value -> value != 0);
            value(round, column.name(), figure)
                    .ifPresent(value -> other.ifPresent(divisor -> ratios.add(value / divisor)));
        }
        return ratios.isEmpty() ? " | " : Spread.of(ratios) + " | " + beside;
    }
}
