package io.swarmbot.bench.table.row;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmbot.bench.table.Figure;
import io.swarmbot.bench.table.Row;
import io.swarmbot.bench.table.ServerMemory;
import io.swarmbot.bench.table.Service;
import io.swarmbot.bench.table.Side;
import io.swarmbot.bench.table.Turn;
import java.util.List;
import java.util.Map;

/** What it takes to read the state of a swarm with 100,000 open tasks. */
final class Snapshot {

    private static final int TASKS = 100_000;
    private static final int READERS = 50;
    private static final int READS_BEFORE = 3;

    private Snapshot() {}

    static Row row() {
        return new Row(
                "snapshot",
                "100,000 open tasks: 50 readers of the snapshot at once beside one",
                List.of(readers(1), readers(READERS)));
    }

    private static Side<Service> readers(int count) {
        return Side.ours(Names.count(count, "reader"), (turn, service) -> measure(turn, service, count));
    }

    private static Map<Figure, Double> measure(Turn turn, Service service, int readers) throws Exception {
        service.submitTasks(TASKS);
        for (int n = 0; n < READS_BEFORE; n++) {
            read(turn, service, 1);
        }
        ServerMemory memory = new ServerMemory(service);
        double steady = memory.resident();
        memory.resetPeak();
        JsonNode read = read(turn, service, readers);
        return Map.of(
                Figure.FIRST_BYTE,
                read.path("first_byte_p50_ms").asDouble(),
                Figure.LAST_FIRST_BYTE,
                read.path("first_byte_max_ms").asDouble(),
                Figure.WHOLE,
                read.path("whole_max_ms").asDouble(),
                Figure.PEAK_MEMORY,
                memory.peak() - steady);
    }

    private static JsonNode read(Turn turn, Service service, int readers) throws Exception {
        return turn.client(
                SnapshotReaders.class, Integer.toString(service.port()), Service.SWARM, Integer.toString(readers));
    }
}
