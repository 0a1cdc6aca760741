package io.swarmbot.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogDriver;
import io.swarmbot.store.StoreException;
import io.swarmbot.testing.Patience;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A line to a server that answers like no Redis does. */
class RedisLineTest {

    private final Vertx vertx = Vertx.vertx();
    private NetServer server;
    private RedisStores stores;

    @BeforeEach
    void startServer() throws Exception {
        server = vertx.createNetServer()
                .connectHandler(socket -> socket.handler(command -> answer(socket, command)))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        stores = new RedisStores(server.actualPort());
    }

    @AfterEach
    void stop() {
        stores.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Answers INFO with nothing, and every other command with OK. */
    private static void answer(NetSocket socket, Buffer command) {
        socket.write(command.toString().toLowerCase(Locale.ROOT).contains("info") ? "$-1\r\n" : "+OK\r\n");
    }

    @Test
    void serverWithoutAnAnswerToInfoIsNotUsedAndTheFailureSaysWhy() {
        RedisStore store = stores.open(RedisStores.settings("test", 100));

        Throwable failure = catchThrowable(() -> LogDriver.join(store.read("swarm1", cursor(), LogDriver.EVERYTHING)));

        assertThat(failure).isInstanceOf(StoreException.class).hasMessageContaining("Redis answered with nothing");
        store.close();
    }

    private static Cursor cursor() {
        return new Cursor("e", 0);
    }
}
