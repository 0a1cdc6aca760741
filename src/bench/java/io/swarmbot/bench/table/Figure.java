package io.swarmbot.bench.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.Map;

/** A figure of the table, and the name under which the load client prints it, if it does. */
public enum Figure {
    P50("p50, ms", "p50_ms"),
    P99("p99, ms", "p99_ms"),
    DELIVERIES("deliveries/s", "deliveries_per_s"),
    CPU_PER_DELIVERY("CPU a delivery, us", "cpu_us_per_delivery"),
    EVENTS("events/s", "pub_per_s"),
    CPU_PER_EVENT("CPU an event, us", "cpu_us_per_event"),
    CONNECTS("connects/s", "conn_per_s"),
    MEMORY_PER_CONNECTION("resident memory a connection, KB", "kb_per_conn"),
    CUT_OFF("slow clients cut off", "slow_closed"),
    CPU_PER_POLL("CPU a poll, us", "cpu_us_per_poll"),
    LOST("lost deliveries", "missing"),
    MEMORY_MORE("resident memory at the end, MB more", ""),
    FIRST_BYTE("first byte, median, ms", ""),
    LAST_FIRST_BYTE("first byte, the last reader, ms", ""),
    WHOLE("whole, the last reader, ms", ""),
    PEAK_MEMORY("peak resident memory above steady, MB", ""),
    MEGABYTES("MB/s", ""),
    MEGABYTES_PER_CPU("MB a second of processor", ""),
    FIRST_ANSWER("first answer after, ms", ""),
    READY("ready after, ms", ""),
    IDLE_MEMORY("resident when ready, MB", ""),
    CLIENTS_MEMORY("most resident with 1,000 clients, MB", ""),
    ROWS("first rows after the first part of the snapshot, ms", ""),
    COMPLETE("complete after the last part, ms", ""),
    PAGE_CPU("processor of the browser, % of a core", ""),
    LONG_TASKS("tasks of more than 50 ms, % of the time", ""),
    PAGE_HEAP("heap of the page, MB", "");

    private final String label;
    private final String field;

    Figure(String label, String field) {
        this.label = label;
        this.field = field;
    }

    /** As in the table, with the unit. */
    public String label() {
        return label;
    }

    /** The value that the load client printed. */
    public double in(JsonNode phase) {
        if (!phase.path(field).isNumber()) {
            throw new IllegalArgumentException("The load client printed no " + field + ": " + phase);
        }
        return phase.path(field).asDouble();
    }

    /** Figures that the load client printed. What was lost is among them, if anything was. */
    public static Map<Figure, Double> of(JsonNode phase, Figure... figures) {
        Map<Figure, Double> values = new EnumMap<>(Figure.class);
        for (Figure figure : figures) {
            values.put(figure, figure.in(phase));
        }
        if (LOST.in(phase) > 0) {
            values.put(LOST, LOST.in(phase));
        }
        return values;
    }
}
