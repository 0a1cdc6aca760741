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
 * Lets no more through of what a peer sends than may be, and says why, so that the connection can end with a reason. Left
 * alone, the library would cut it off without a word at a frame over the limit, and drop a message over it. What still
 * comes is thrown away, since unread bytes would turn the end into a reset that overtakes the reason; but for the peer's
 * own close frame.
 *
 * <p>Thread-safety: confined to the connection's event loop.
 */
final class FrameGuard extends ChannelInboundHandlerAdapter {

    private final int maxMessageBytes;
    private final Consumer<CloseReason> broken;
    private int messageBytes;
    private boolean isBroken;

    /** @param broken is told once */
    FrameGuard(int maxMessageBytes, Consumer<CloseReason> broken) {
        this.maxMessageBytes = maxMessageBytes;
        this.broken = broken;
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
                isBroken(CloseReason.TOO_BIG);
            }
        }
    }

    /** The decoder reads on, and makes nothing more of it. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
        if (failure instanceof CorruptedWebSocketFrameException corrupted) {
            boolean isTooBig = corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG);
            isBroken(isTooBig ? CloseReason.TOO_BIG : CloseReason.PROTOCOL_ERROR);
        } else {
            context.fireExceptionCaught(failure);
        }
    }

    private void isBroken(CloseReason reason) {
        if (!isBroken) {
            isBroken = true;
            broken.accept(reason);
        }
    }
}
