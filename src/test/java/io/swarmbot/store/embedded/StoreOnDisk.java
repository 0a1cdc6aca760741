package io.swarmbot.store.embedded;

import io.swarmbot.concurrent.Ticker;
import io.swarmbot.store.Epochs;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.Retention;
import io.swarmbot.swarm.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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
        this(settings, ticker, new Disk(settings.directory(), settings.durability()));
        log.create();
    }

    private StoreOnDisk(EmbeddedSettings settings, Ticker ticker, Disk disk) {
        this.directory = settings.directory();
        this.disk = disk;
        store = EmbeddedStore.open(settings, disk, clock, ticker, new Epochs());
        log = new LogDriver(store, SWARM);
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

    /** Opens a store that is there, with its swarm, on a disk without room. */
    static StoreOnDisk onFullDisk(Path directory) {
        EmbeddedSettings settings = new EmbeddedSettings(directory, Durability.FSYNC, 100_000, Optional.empty());
        return new StoreOnDisk(settings, Ticker.system(), Disk.full(settings));
    }

    static StoreOnDisk keeping(Path directory, int events) {
        return new StoreOnDisk(new EmbeddedSettings(directory, Durability.FSYNC, events, Optional.empty()));
    }

    static StoreOnDisk keepingBytes(Path directory, long bytes) {
        return new StoreOnDisk(
                new EmbeddedSettings(directory, Durability.FSYNC, 100_000, Optional.of(bytes), Optional.empty()));
    }

    /** @param others how much some logs keep, by their names */
    static StoreOnDisk keeping(Path directory, Retention retention, Map<String, Retention> others) {
        return new StoreOnDisk(new EmbeddedSettings(directory, Durability.FSYNC, retention, others));
    }

    static StoreOnDisk keeping(Path directory, Duration age) {
        return new StoreOnDisk(new EmbeddedSettings(directory, Durability.FSYNC, 100_000, Optional.of(age)));
    }

    @Override
    public void close() {
        store.close();
    }
}
