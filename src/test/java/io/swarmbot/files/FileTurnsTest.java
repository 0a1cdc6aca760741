package io.swarmbot.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.LastHttpContent;
import io.swarmbot.testing.ManualTicker;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTurnsTest {

    private static final int PIECES = 10;

    /** Three of them fill the time of one turn. */
    private static final Duration PER_PIECE = Duration.ofNanos(FileTurns.BUDGET_NANOS * 2 / 5);

    private final ManualTicker ticker = ManualTicker.aboutToOverflow();
    private final FileTurns.Line line = new FileTurns.Line(ticker);

    @TempDir
    private Path directory;

    private Path file;
    private FileRegion region;
    private EmbeddedChannel channel;

    /** A socket into which a piece of a file takes its time. */
    private final class SlowSocket extends ChannelOutboundHandlerAdapter {

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message instanceof FileRegion) {
                ticker.advance(PER_PIECE);
            }
            context.write(message, promise);
        }
    }

    @BeforeEach
    void openConnection() throws IOException {
        file = Files.createFile(directory.resolve("file"));
        // The last piece is a byte.
        region = new DefaultFileRegion(file.toFile(), 7, (PIECES - 1) * FileTurns.PIECE_BYTES + 1);
        channel = connectionThatSends(file);
        channel.freezeTime();
    }

    @AfterEach
    void closeConnection() {
        channel.finishAndReleaseAll();
    }

    private EmbeddedChannel connectionThatSends(Path sent) {
        FileTurns turns = new FileTurns(line);
        turns.next(sent);
        return new EmbeddedChannel(new SlowSocket(), turns);
    }

    private void pass(Duration time) {
        ticker.advance(time);
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }

    private List<Long> sent() {
        return channel.outboundMessages().stream()
                .map(each -> ((FileRegion) each).position())
                .collect(Collectors.toList());
    }

    @Test
    void otherWorkOfTheLoopHasAsMuchTimeAsFiles() {
        ChannelFuture whole = channel.write(region);
        assertThat(sent()).containsExactly(7L, 7L + FileTurns.PIECE_BYTES, 7L + 2 * FileTurns.PIECE_BYTES);

        pass(PER_PIECE.multipliedBy(3).minusNanos(1));
        assertThat(sent()).hasSize(3);
        pass(Duration.ofNanos(1));
        assertThat(sent()).hasSize(6);

        pass(PER_PIECE.multipliedBy(3));
        assertThat(whole.isDone()).isFalse();
        pass(PER_PIECE.multipliedBy(3));
        assertThat(sent()).hasSize(PIECES);
        assertThat(whole.isSuccess()).isTrue();
        assertThat(region.refCnt()).isZero();
        assertThat(channel.outboundMessages())
                .last()
                .satisfies(each -> assertThat(((FileRegion) each).count()).isEqualTo(1));
    }

    @Test
    void filesOfOneLoopTakeTurns() throws IOException {
        Path other = Files.createFile(directory.resolve("other"));
        EmbeddedChannel second = connectionThatSends(other);
        channel.write(region);
        second.write(new DefaultFileRegion(other.toFile(), 0, FileTurns.PIECE_BYTES));
        assertThat(second.outboundMessages()).isEmpty();

        pass(PER_PIECE.multipliedBy(3));

        assertThat(second.outboundMessages()).hasSize(1);
        second.finishAndReleaseAll();
    }

    @Test
    void whatIsNoFileWaitsForNone() {
        channel.write(region);

        channel.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);

        assertThat(channel.outboundMessages()).last().isEqualTo(LastHttpContent.EMPTY_LAST_CONTENT);
    }

    @Test
    void fileOfAConnectionThatHasEndedIsGivenBack() {
        ChannelFuture whole = channel.write(region);

        channel.pipeline().remove(FileTurns.class);
        pass(PER_PIECE.multipliedBy(3));

        assertThat(whole.cause()).isInstanceOf(ClosedChannelException.class);
        assertThat(region.refCnt()).isZero();
    }

    @Test
    void fileThatWasRemovedEndsTheConnection() throws IOException {
        Files.delete(file);

        ChannelFuture whole = channel.write(region);

        assertThat(whole.cause()).isInstanceOf(NoSuchFileException.class);
        assertThat(region.refCnt()).isZero();
        assertThat(sent()).isEmpty();
        assertThat(channel.isOpen()).isFalse();
    }
}
