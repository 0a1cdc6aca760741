package io.swarmbot.store.redis;

import static io.swarmbot.testing.Patience.await;

import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.SwarmStoreEpochContract;
import io.swarmbot.testing.PortSwitch;
import io.swarmbot.testing.RedisProcess;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;

/** A failover that loses entries: a replica that lacks the newest ones is promoted. */
class RedisEpochTest extends SwarmStoreEpochContract {

    private final Deque<RedisProcess> servers = new ArrayDeque<>();
    private final PortSwitch address;
    private final RedisStores stores;

    RedisEpochTest() {
        servers.push(RedisProcess.with("--repl-diskless-sync-delay", "0"));
        address = PortSwitch.to(servers.peek().port());
        stores = new RedisStores(address.port());
    }

    @AfterEach
    void stop() {
        stores.close();
        address.close();
        servers.forEach(RedisProcess::close);
    }

    @Override
    protected SwarmStore open() {
        return stores.open(RedisStores.settings(RedisStores.newPrefix(), 100_000));
    }

    @Override
    protected void remember() {
        RedisProcess master = servers.peek();
        RedisProcess replica = RedisProcess.with("--repl-diskless-sync-delay", "0");
        servers.push(replica);
        replica.follow(master);
        // From now on the replica gets nothing, so it will lack what is written next.
        replica.promote();
    }

    @Override
    protected SwarmStore fallBack(SwarmStore present) {
        address.leadTo(servers.peek().port());
        await().until(() -> present.check()
                .handle((works, failure) -> failure == null)
                .toCompletableFuture()
                .join());
        return present;
    }
}
