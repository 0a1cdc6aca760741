package io.swarmbot.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Gives the requests of one HTTP/1 connection to the server one after another: the next one when the answer before it
 * was written. The library would begin the next request inside the end of the last one, so that many short requests
 * which come together fill the stack of the event loop, and none of them is answered. It would also keep any number of
 * them. While a request waits for its turn, nothing more is read.
 *
 * <p>Lets a client end its output behind its last request, and still answers that request. The library would close the
 * connection at once. Whether such a client still reads cannot be known, so nothing waits for it: who waits is told by
 * {@link #onEnd}, and a stream is closed.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
final class RequestTurns extends ChannelDuplexHandler {

    /** What was read and waits for its turn: the heads of requests and the pieces of their bodies. */
    private final Deque<Object> waiting = new ArrayDeque<>();

    private int waitingRequests;

    /** Whether a request has begun and its answer is not written. This handler is added within a request. */
    private boolean isAnswering = true;

    /** Whether the head of a request has come, and its body has not come to its end. */
    private boolean isReceiving = true;

    private boolean isStream;
    private boolean hasEnded;
    private @Nullable Runnable action;

    /** The handler of a connection in which a request has just begun; it is added if it is not there. */
    static RequestTurns of(ChannelHandlerContext server) {
        RequestTurns turns = server.pipeline().get(RequestTurns.class);
        if (turns == null) {
            turns = new RequestTurns();
            // If the connection is gone, there is nothing to watch.
            if (!server.isRemoved()) {
                server.pipeline().addBefore(server.name(), null, turns);
            }
        }
        return turns;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        context.channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    /** Runs once if the client ends its output before the present request is answered, or at once if it has. */
    void onEnd(Runnable run) {
        if (hasEnded) {
            run.run();
        } else {
            action = run;
        }
    }

    /** The connection has become a stream: it ends with the client's output. */
    void becomeStream(ChannelHandlerContext context) {
        isStream = true;
        if (!waiting.isEmpty()) {
            // There is no turn for requests behind it.
            drop();
            context.channel().config().setAutoRead(true);
        }
        closeIfIdle(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        boolean isRequest = message instanceof HttpRequest;
        if (message instanceof LastHttpContent) {
            RequestDeadline.requestCame(context.channel());
        }
        if (waiting.isEmpty() && !(isRequest && isAnswering)) {
            begin(context, message);
            return;
        }
        waiting.add(message);
        if (isRequest) {
            waitingRequests++;
        }
        context.channel().config().setAutoRead(false);
    }

    private void begin(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest) {
            isAnswering = true;
            isReceiving = true;
            action = null;
        }
        if (message instanceof LastHttpContent) {
            isReceiving = false;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        context.write(message, promise);
        if (message instanceof LastHttpContent && !isInterim(message)) {
            isAnswering = false;
            action = null;
            if (!waiting.isEmpty() || hasEnded) {
                // Not at once: the server is still inside the request that ends here.
                context.executor().execute(() -> beginNext(context));
            }
        }
    }

    /** Whether another answer to the same request follows, or other than HTTP. */
    private static boolean isInterim(Object message) {
        return message instanceof HttpResponse head && head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    }

    private void beginNext(ChannelHandlerContext context) {
        if (isAnswering) {
            return;
        }
        if (waiting.isEmpty()) {
            closeIfIdle(context);
            return;
        }
        waitingRequests--;
        if (waitingRequests == 0) {
            // Before the server gets the request, because it may want to stop its body.
            context.channel().config().setAutoRead(true);
        }
        do {
            begin(context, waiting.remove());
        } while (!waiting.isEmpty() && !(waiting.peek() instanceof HttpRequest));
        // What was written meanwhile is flushed here.
        context.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        drop();
        super.channelInactive(context);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        drop();
    }

    private void drop() {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        waitingRequests = 0;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        context.fireUserEventTriggered(event);
        if (event instanceof ChannelInputShutdownEvent) {
            hasEnded = true;
            closeIfIdle(context);
            if (action != null) {
                action.run();
                action = null;
            }
        }
    }

    /** Closes a stream at once, and any other connection behind all that was written. */
    private void closeIfIdle(ChannelHandlerContext context) {
        if (!hasEnded) {
            return;
        }
        if (isStream) {
            context.close();
        } else if (isReceiving || (!isAnswering && waiting.isEmpty())) {
            context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
