package io.swarmbot.bench.table;

import java.util.List;
import java.util.Locale;

/** The median of some values, the least and the greatest of them. */
record Spread(double median, double least, double greatest) {

    /** @param values at least one */
    static Spread of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
    }

    /** With three digits at least, such as {@code 0.731 (0.702 to 0.755)}, or {@code 0.731} if all are the same. */
    @Override
    public String toString() {
        return least == greatest
                ? number(median)
                : number(median) + " (" + number(least) + " to " + number(greatest) + ")";
    }

    private static String number(double value) {
        double size = Math.abs(value);
        int decimals = size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
