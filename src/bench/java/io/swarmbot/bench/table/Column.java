package io.swarmbot.bench.table;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is measured once in each round of a row: a side, with one build of SwarmBot.
 *
 * @param beside the name of the column that this one is compared with
 */
record Column(String name, Side<?> side, Build build, Optional<String> beside) {

    /**
     * The columns of a row, in the order in which they are measured. Those of two builds are compared with each other,
     * and those of one build with the first side.
     */
    static List<Column> of(Row row, TableOptions options) {
        List<Column> columns = new ArrayList<>();
        if (options.against().isEmpty()) {
            String first = row.sides().get(0).name();
            for (Side<?> side : row.sides()) {
                Optional<String> beside = Optional.of(first).filter(name -> !name.equals(side.name()));
                columns.add(new Column(side.name(), side, options.build(), beside));
            }
            return columns;
        }
        for (Side<?> side : row.sides()) {
            if (!side.isPeer()) {
                String other = side.name() + ", against";
                columns.add(new Column(other, side, options.against().get(), Optional.empty()));
                columns.add(new Column(side.name(), side, options.build(), Optional.of(other)));
            }
        }
        return columns;
    }
}
