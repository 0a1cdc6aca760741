package io.swarmbot.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One request after another, whatever comes at once. */
class RequestTurnsTest {

    private final Server server = new Server();
    private final EmbeddedChannel channel = new OneTaskAtATime(server);

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    /** Like a real event loop, and unlike the plain embedded one, it runs no task inside another. */
    private static final class OneTaskAtATime extends EmbeddedChannel {

        private boolean isRunning;

        OneTaskAtATime(Server server) {
            super(server);
        }

        @Override
        public void runPendingTasks() {
            if (!isRunning) {
                isRunning = true;
                super.runPendingTasks();
                isRunning = false;
            }
        }
    }

    /** Stands where the library's handler stands. */
    private static final class Server extends ChannelInboundHandlerAdapter {

        private final List<String> got = new ArrayList<>();
        private boolean answersAtOnce;
        private int depth;
        private int deepest;
        private ChannelHandlerContext context;

        @Override
        public void handlerAdded(ChannelHandlerContext added) {
            context = added;
        }

        @Override
        public void channelRead(ChannelHandlerContext reading, Object message) {
            depth++;
            deepest = Math.max(deepest, depth);
            if (message instanceof HttpRequest request) {
                RequestTurns.of(reading);
                got.add(request.uri());
            }
            if (message instanceof HttpContent content) {
                if (content.content().isReadable()) {
                    got.add(content.content().toString(UTF_8));
                }
                ReferenceCountUtil.release(content);
            }
            if (message instanceof LastHttpContent && answersAtOnce) {
                answer(HttpResponseStatus.OK);
            }
            depth--;
        }

        void answer(HttpResponseStatus status) {
            context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER));
        }
    }

    private void send(String uri, Object... rest) {
        channel.writeInbound(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, uri));
        channel.writeInbound(rest);
        channel.writeInbound(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, UTF_8);
    }

    private boolean isReading() {
        return channel.config().isAutoRead();
    }

    @Test
    void requestBeginsWhenTheAnswerBeforeItIsWritten() {
        send("/1");
        assertThat(isReading()).isTrue();
        send("/2");
        send("/3", new DefaultHttpContent(bytes("a")), new DefaultHttpContent(bytes("b")));

        assertThat(server.got).containsExactly("/1");
        assertThat(isReading()).isFalse();

        server.answer(HttpResponseStatus.OK);
        channel.runPendingTasks();
        assertThat(server.got).containsExactly("/1", "/2");
        assertThat(isReading()).isFalse();

        server.answer(HttpResponseStatus.OK);
        channel.runPendingTasks();
        assertThat(server.got).containsExactly("/1", "/2", "/3", "a", "b");
        assertThat(isReading()).isTrue();
    }

    @Test
    void requestsThatAreAnsweredAtOnceDoNotBeginInsideOneAnother() {
        send("/0");
        List<String> due = new ArrayList<>(List.of("/0"));
        for (int n = 1; n <= 1_000; n++) {
            send("/" + n);
            due.add("/" + n);
        }
        server.answersAtOnce = true;

        server.answer(HttpResponseStatus.OK);
        channel.runPendingTasks();

        assertThat(server.got).isEqualTo(due);
        assertThat(server.deepest).isEqualTo(1);
        assertThat(isReading()).isTrue();
        assertThat(channel.outboundMessages()).hasSize(1_001);
    }

    @Test
    void bodyOfTheRequestWhoseTurnItIsGoesOn() {
        channel.writeInbound(new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/1"));
        server.answer(HttpResponseStatus.CONTINUE);
        channel.writeInbound(new DefaultHttpContent(bytes("a")));
        // An answer may come before the end of the body.
        server.answer(HttpResponseStatus.BAD_REQUEST);
        channel.writeInbound(new DefaultLastHttpContent(bytes("b")));

        assertThat(server.got).containsExactly("/1", "a", "b");
        assertThat(isReading()).isTrue();
    }

    @Test
    void interimAnswerEndsNoTurn() {
        send("/1");
        send("/2");

        server.answer(HttpResponseStatus.CONTINUE);
        channel.runPendingTasks();

        assertThat(server.got).containsExactly("/1");
    }

    @Test
    void serverThatStopsTheNextBodyIsNotOverruled() {
        send("/1");
        send("/2");
        channel.pipeline()
                .addAfter(channel.pipeline().context(RequestTurns.class).name(), null, new Stopping());

        server.answer(HttpResponseStatus.OK);
        channel.runPendingTasks();

        assertThat(server.got).containsExactly("/1", "/2");
        assertThat(isReading()).isFalse();
    }

    private static final class Stopping extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.channel().config().setAutoRead(false);
            context.fireChannelRead(message);
        }
    }

    @Test
    void whatWaitsBehindAStreamIsDropped() {
        send("/1");
        ByteBuf body = bytes("a");
        send("/2", new DefaultHttpContent(body));
        RequestTurns turns = channel.pipeline().get(RequestTurns.class);

        turns.becomeStream(channel.pipeline().context(turns));

        assertThat(body.refCnt()).isZero();
        assertThat(isReading()).isTrue();
        server.answer(HttpResponseStatus.SWITCHING_PROTOCOLS);
        channel.runPendingTasks();
        assertThat(server.got).containsExactly("/1");
    }

    @Test
    void whatWaitsIsGivenBackIfTheConnectionEnds() {
        send("/1");
        ByteBuf body = bytes("a");
        send("/2", new DefaultHttpContent(body));

        channel.close();
        channel.runPendingTasks();

        assertThat(body.refCnt()).isZero();
    }
}
