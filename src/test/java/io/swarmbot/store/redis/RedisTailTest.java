package io.swarmbot.store.redis;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.store.Cursor;
import io.swarmbot.testing.LogLines;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import io.vertx.redis.client.Redis;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The subscription, at a server that answers what no Redis should. */
class RedisTailTest {

    private static final RedisKeys KEYS = new RedisKeys("test");

    private final Vertx vertx = Vertx.vertx();
    private final LogLines log = LogLines.of(RedisTail.class.getName());
    private final List<NetSocket> subscribed = new CopyOnWriteArrayList<>();
    private final List<NetSocket> ended = new CopyOnWriteArrayList<>();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private RedisTail tail;

    @BeforeEach
    void open() {
        NetServer server = vertx.createNetServer().connectHandler(this::serve);
        server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
        tail = new RedisTail(Redis.createClient(vertx, "redis://127.0.0.1:" + server.actualPort()), vertx, KEYS);
        tail.add((String swarm, @Nullable Cursor head) -> heard.add(swarm + " " + head));
        tail.open();
    }

    @AfterEach
    void close() {
        tail.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        log.close();
    }

    /** Knows no HELLO, like a Redis before 6. A long request may come in pieces; only its first one is answered. */
    private void serve(NetSocket socket) {
        socket.closeHandler(gone -> ended.add(socket));
        socket.handler(piece -> {
            String request = piece.toString().toLowerCase(Locale.ROOT);
            if (request.contains("hello")) {
                socket.write("-ERR unknown command\r\n");
            } else if (request.contains("ping")) {
                socket.write("+PONG\r\n");
            } else if (request.contains("subscribe")) {
                confirm(socket);
                subscribed.add(socket);
            }
        });
    }

    private static void confirm(NetSocket socket) {
        Buffer replies = Buffer.buffer();
        List<String> channels = KEYS.allChannels();
        for (int n = 0; n < channels.size(); n++) {
            replies.appendString("*3\r\n" + bulk("subscribe") + bulk(channels.get(n)) + ":" + (n + 1) + "\r\n");
        }
        socket.write(replies);
    }

    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    private static String message(String text) {
        return "*3\r\n" + bulk("message") + bulk(KEYS.channel("swarm1")) + bulk(text);
    }

    private NetSocket awaitSubscription(int number) {
        await("a subscription").until(() -> subscribed.size() == number);
        return subscribed.get(number - 1);
    }

    @Test
    void messageIsTold() {
        awaitSubscription(1).write(message("swarm1 k3f9-7") + message("swarm2") + message("swarm3 nonsense"));

        await().until(() -> heard.size() == 2);
        assertThat(heard).containsExactly("swarm1 k3f9-7", "swarm2 null");
        assertThat(ended).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"+OK\r\n", ":7\r\n", "$5\r\nhello\r\n", "$-1\r\n", "-ERR no\r\n"})
    void replyThatIsNoArrayEndsItsConnectionOnceAndTheNextOneIsHeard(String reply) {
        NetSocket first = awaitSubscription(1);
        first.write(reply + reply + message("swarm1 k3f9-7"));

        NetSocket second = awaitSubscription(2);
        await("the end of the first connection").until(() -> ended.contains(first));
        second.write(message("swarm1 k3f9-8"));

        await().until(() -> !heard.isEmpty());
        assertThat(heard).as("nothing is taken from what is behind").containsExactly("swarm1 k3f9-8");
        assertThat(log.all()).filteredOn(line -> line.contains("no message")).hasSize(1);
        assertThat(subscribed).hasSize(2);
    }

    @Test
    void connectionThatEndsIsFollowedByOneOther() {
        awaitSubscription(1).close();

        awaitSubscription(2).write(message("swarm1 k3f9-7"));

        await().until(() -> !heard.isEmpty());
        assertThat(heard).containsExactly("swarm1 k3f9-7");
    }

    @Test
    void messageOfAnotherFormIsPassedOver() {
        awaitSubscription(1)
                .write("*3\r\n" + bulk("message") + "$-1\r\n$-1\r\n*1\r\n$-1\r\n" + message("swarm1 k3f9-7"));

        await().until(() -> heard.contains("swarm1 k3f9-7"));
        assertThat(ended).isEmpty();
    }
}
