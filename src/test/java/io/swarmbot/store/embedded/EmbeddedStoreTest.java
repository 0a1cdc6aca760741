package io.swarmbot.store.embedded;

import io.swarmbot.store.Epochs;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.SwarmStoreContract;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedStoreTest extends SwarmStoreContract {

    @TempDir
    Path directory;

    private int stores;

    @Override
    protected SwarmStore open(int retainedEvents) {
        Path own = directory.resolve("store" + stores++);
        return EmbeddedStore.open(
                new EmbeddedSettings(own, Durability.FSYNC, retainedEvents, Optional.empty()),
                Clock.systemUTC(),
                new Epochs());
    }
}
