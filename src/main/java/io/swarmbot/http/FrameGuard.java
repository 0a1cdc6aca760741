package io.swarmbot.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.swarmbot.push.CloseReason;
import java.util.function.Consumer;

/**
 * Stops what a WebSocket's peer sends if it breaks the protocol or the size limit, and says why, so that the connection
 * can end with a reason. Without it, the library would cut the connection off at a frame over the limit, and drop a
 * message over it.
 *
 * <p>Everything that still comes is read and thrown away, except for the peer's close frame. Unread bytes would turn
 * the end of the connection into a reset, which overtakes the reason.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
final class FrameGuard extends ChannelInboundHandlerAdapter {

    private final int maxMessageBytes;
    private final Consumer<CloseReason> whenBroken;
    private int messageBytes;
    private boolean isBroken;

    /** @param whenBroken is told the reason, once */
    FrameGuard(int maxMessageBytes, Consumer<CloseReason> whenBroken) {
        this.maxMessageBytes = maxMessageBytes;
        this.whenBroken = whenBroken;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object read) {
        if (read instanceof WebSocketFrame frame) {
            count(frame);
            if (isBroken && !(frame instanceof CloseWebSocketFrame)) {
                ReferenceCountUtil.release(read);
                return;
            }
        }
        context.fireChannelRead(read);
    }

    private void count(WebSocketFrame frame) {
        boolean isFirst = frame instanceof TextWebSocketFrame || frame instanceof BinaryWebSocketFrame;
        if (isFirst || frame instanceof ContinuationWebSocketFrame) {
            messageBytes = (isFirst ? 0 : messageBytes) + frame.content().readableBytes();
            if (messageBytes > maxMessageBytes) {
                stop(CloseReason.TOO_BIG);
            }
        }
    }

    /** The decoder goes on reading, but decodes nothing more. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        if (failure instanceof CorruptedWebSocketFrameException corrupted) {
            boolean isTooBig = corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG);
            stop(isTooBig ? CloseReason.TOO_BIG : CloseReason.PROTOCOL_ERROR);
        } else {
            context.fireExceptionCaught(failure);
        }
    }

    private void stop(CloseReason reason) {
        if (!isBroken) {
            isBroken = true;
            whenBroken.accept(reason);
        }
    }
}
