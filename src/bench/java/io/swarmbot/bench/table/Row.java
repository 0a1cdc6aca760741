package io.swarmbot.bench.table;

import java.util.List;

/**
 * One row of the table.
 *
 * @param id how it is chosen, without blanks
 * @param what is measured, in words
 * @param sides what is measured in turn; the others are compared with the first
 */
public record Row(String id, String what, List<Side<?>> sides) {

    public Row {
        sides = List.copyOf(sides);
    }
}
