package io.swarmbot.store.embedded;

import io.swarmbot.concurrent.Ticker;
import io.swarmbot.store.Epochs;
import io.swarmbot.store.LogDriver;
import io.swarmbot.swarm.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A store on a controlled disk, with one swarm. */
final class StoreOnDisk implements AutoCloseable {

    static final String SWARM = "swarm1";

    final Path directory;
    final Disk disk;
    final SettableClock clock = new SettableClock();
    final EmbeddedStore store;
    final LogDriver log;

    private StoreOnDisk(EmbeddedSettings settings) {
        this(settings, Ticker.system());
    }

    private StoreOnDisk(EmbeddedSettings settings, Ticker ticker) {
        directory = settings.directory();
        disk = new Disk(directory, settings.durability());
        store = EmbeddedStore.open(settings, disk, clock, ticker, new Epochs());
        log = LogDriver.in(store, SWARM);
    }

    static StoreOnDisk in(Path directory) {
        return in(directory, Durability.FSYNC);
    }

    static StoreOnDisk in(Path directory, Durability durability) {
        return new StoreOnDisk(new EmbeddedSettings(directory, durability, 100_000, Optional.empty()));
    }

    /** @param ticker says how long the pause after a failure lasts */
    static StoreOnDisk with(Ticker ticker, Path directory) {
        return new StoreOnDisk(new EmbeddedSettings(directory, Durability.FSYNC, 100_000, Optional.empty()), ticker);
    }

    static StoreOnDisk keeping(Path directory, int events) {
        return new StoreOnDisk(new EmbeddedSettings(directory, Durability.FSYNC, events, Optional.empty()));
    }

    static StoreOnDisk keeping(Path directory, Duration age) {
        return new StoreOnDisk(new EmbeddedSettings(directory, Durability.FSYNC, 100_000, Optional.of(age)));
    }

    @Override
    public void close() {
        store.close();
    }
}
