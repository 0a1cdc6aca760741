package io.swarmbot.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The answers of one HTTP/2 connection. An answer waits in memory until the client opens the window of its stream (RFC
 * 9113, 5.2), so this tells when that was. A client that reads nothing from the connection is cut off.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
final class Http2Answers {

    /**
     * How many streams a client may have until it has acknowledged the settings of the server, which say how many it
     * may have then. A client that never does would have no limit. RFC 9113, 6.5.2, calls 100 the least that is wise.
     */
    private static final int MOST_UNTOLD_STREAMS = 100;

    private final ChannelHandlerContext server;
    private final Http2Connection connection;
    private final Map<Integer, Runnable> actions = new HashMap<>();

    /** @param server the library's handler of the connection */
    Http2Answers(ClientSocket socket, ChannelHandlerContext server, AnswerBudget budget, Duration patience) {
        this.server = server;
        this.connection = frames().connection();
        if (connection.remote().maxActiveStreams() > MOST_UNTOLD_STREAMS) {
            connection.remote().maxActiveStreams(MOST_UNTOLD_STREAMS);
        }
        connection.addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamClosed(Http2Stream stream) {
                Runnable action = actions.remove(stream.id());
                if (action != null) {
                    action.run();
                }
            }
        });
        server.pipeline().addFirst(new ConnectionGuard(socket, budget, patience));
    }

    private Http2ConnectionHandler frames() {
        return (Http2ConnectionHandler) server.handler();
    }

    /** Ends a stream at once; the connection goes on. The library does not reset an answer that was written whole. */
    void cut(int id) {
        if (connection.stream(id) == null) {
            return;
        }
        frames().resetStream(server, id, Http2Error.CANCEL.code(), server.newPromise());
        server.flush();
    }

    /** Whether nothing of a stream's answer waits for the client's window. */
    boolean isTaken(int id) {
        Http2Stream stream = connection.stream(id);
        return stream == null || !connection.remote().flowController().hasFlowControlled(stream);
    }

    /** Does something when a stream has ended, or at once if it has. There is one such action for a stream. */
    void whenClosed(int id, Runnable action) {
        if (connection.stream(id) == null) {
            action.run();
        } else {
            actions.put(id, action);
        }
    }

    /** Ends a connection whose client does not read, and keeps its streams apart from each other. */
    private static final class ConnectionGuard extends ChannelDuplexHandler {

        private final ClientSocket socket;
        private final AnswerBudget budget;
        private final Duration patience;
        private boolean isWatched;

        ConnectionGuard(ClientSocket socket, AnswerBudget budget, Duration patience) {
            this.socket = socket;
            this.budget = budget;
            this.patience = patience;
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            watch(context);
            context.fireChannelWritabilityChanged();
        }

        /**
         * A stream that ended before its answer was written concerns no other stream. The library would close the
         * connection, and with it the streams of everybody behind the same proxy.
         */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            if (!(failure instanceof Http2Exception.StreamException)) {
                context.fireExceptionCaught(failure);
            }
        }

        /** Resets the connection if the client does not take in time what waits for it now. */
        private void watch(ChannelHandlerContext context) {
            if (context.channel().isWritable() || isWatched || !socket.isOpen()) {
                return;
            }
            isWatched = true;
            socket.limitPending(budget, patience, () -> {
                isWatched = false;
                watch(context);
            });
        }
    }
}
