package io.swarmbot.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import java.time.Duration;

/**
 * Gives each connection its {@link RequestDeadline} when it is accepted: a client that never completes a request would
 * be seen by nothing later. The public API of Vert.x tells of a connection only when it is too late for that; this is
 * written against Vert.x 4.5.
 *
 * <p>Thread-safety: any thread.
 */
@ApplicationScoped
class ListeningSockets {

    private final Vertx vertx;
    private final Duration timeout;

    ListeningSockets(Vertx vertx, RequestSettings settings) {
        this.vertx = vertx;
        this.timeout = settings.readTimeout();
    }

    void started(@ObservesAsync HttpServerStart event) {
        watchAll();
    }

    void started(@ObservesAsync HttpsServerStart event) {
        watchAll();
    }

    private void watchAll() {
        Acceptor acceptor = new Acceptor(timeout);
        for (EventExecutor loop : ((VertxInternal) vertx).getAcceptorEventLoopGroup()) {
            loop.execute(() -> ((SingleThreadEventLoop) loop)
                    .registeredChannelsIterator()
                    .forEachRemaining(channel -> {
                        if (channel instanceof ServerChannel
                                && channel.pipeline().get(Acceptor.class) == null) {
                            channel.pipeline().addFirst(acceptor);
                        }
                    }));
        }
    }

    @Sharable
    private static final class Acceptor extends ChannelInboundHandlerAdapter {

        private final Duration timeout;

        Acceptor(Duration timeout) {
            this.timeout = timeout;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object accepted) {
            if (accepted instanceof Channel connection) {
                connection.pipeline().addFirst(new RequestDeadline(timeout));
            }
            context.fireChannelRead(accepted);
        }
    }
}
