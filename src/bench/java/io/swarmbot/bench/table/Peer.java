package io.swarmbot.bench.table;

import java.util.List;

/**
 * A server of others, which is there to be compared with.
 *
 * @param load as {@link Server#load}
 */
record Peer(ServerProcess process, int port, List<String> load) implements Server {

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.close();
    }
}
