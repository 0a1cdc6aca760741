package io.swarmbot.store.embedded;

import io.swarmbot.concurrent.Ticker;
import io.swarmbot.store.Epochs;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.SwarmStoreEpochContract;
import io.swarmbot.swarm.SettableClock;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** A crash of the machine while commits do not wait for the disk. */
class EmbeddedEpochTest extends SwarmStoreEpochContract {

    @TempDir
    Path directory;

    private Disk disk;
    private Path left;
    private int lives;

    @Override
    protected SwarmStore open() {
        return open(directory.resolve("first"));
    }

    private SwarmStore open(Path own) {
        EmbeddedSettings settings = new EmbeddedSettings(own, Durability.OS, 100_000, Optional.empty());
        disk = new Disk(own, Durability.OS);
        return EmbeddedStore.open(settings, disk, new SettableClock(), Ticker.system(), new Epochs());
    }

    @Override
    protected void remember() {
        left = disk.crash(directory.resolve("life" + lives++), 0);
    }

    @Override
    protected SwarmStore fallBack(SwarmStore present) {
        present.close();
        return open(left);
    }
}
