package io.swarmbot.bench.table;

import java.io.IOException;
import java.util.List;

/** A server under load, in a process of its own. It ends when it is closed. */
public interface Server extends AutoCloseable {

    int port();

    long pid();

    /** The options with which the load client speaks to it over WebSocket and warms it up. */
    List<String> load();

    @Override
    void close() throws IOException;
}
