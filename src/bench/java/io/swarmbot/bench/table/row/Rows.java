package io.swarmbot.bench.table.row;

import io.swarmbot.bench.table.Row;
import java.util.List;

/** All rows, in the order of the table. */
public final class Rows {

    public static final List<Row> ALL = List.of(
            Latency.warm(),
            Latency.first(),
            Latency.embedded(),
            FanOut.row(),
            Connections.row(),
            SlowReaders.row(),
            Ingest.single(),
            Ingest.embedded(),
            Filters.row(),
            Swarms.row(),
            Snapshot.row(),
            Polls.row(),
            FileRows.download(),
            FileRows.upload(),
            FileRows.beside(),
            Pages.row(),
            Readiness.row(),
            Tokens.latency(),
            Tokens.fanOut(),
            Tokens.ingest(),
            Swarms.scale(),
            Clients.scale(),
            Agents.scale(),
            OpenTasks.scale(),
            Filters.scale());

    private Rows() {}
}
