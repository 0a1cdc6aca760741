package io.swarmbot.files;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.FastThreadLocal;
import io.netty.util.concurrent.Future;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.http.ClientSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets the files that one event loop sends take turns, piece by piece, for at most half of its time. The library gives
 * regions of 1 MiB to the socket, which takes as much of them as it can in each pass: with many downloads a pass would
 * hold up the streams and commands of the same loop for tens of milliseconds.
 *
 * <p>Thread-safety: confined to the connection's event loop. The line is that of all connections of the loop.
 */
final class FileTurns extends ChannelOutboundHandlerAdapter {

    /** What the kernel gets in one turn, and what a socket may take later without one. */
    static final int PIECE_BYTES = 128 * 1024;

    /** After so long, everything else on the loop has its turn. */
    static final long BUDGET_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final FastThreadLocal<Line> LINE_OF_LOOP = new FastThreadLocal<>() {
        @Override
        protected Line initialValue() {
            return new Line(Ticker.system());
        }
    };

    private final Line line;
    private @Nullable Path path;
    /** Open while a file is sent. A region does not tell its own. */
    private @Nullable FileChannel file;

    FileTurns(Line line) {
        this.line = line;
    }

    /** Those of a connection of HTTP/1; empty if it is gone. */
    static Optional<FileTurns> of(ClientSocket socket) {
        return socket.aboveHttp1(FileTurns.class, () -> new FileTurns(LINE_OF_LOOP.get()));
    }

    /** The regions of the next answer are those of that file. */
    void next(Path path) {
        closeFile();
        this.path = path;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof FileRegion region) {
            new Sending(context, region, promise).awaitTurn();
            return;
        }
        if (message instanceof LastHttpContent) {
            closeFile();
        }
        context.write(message, promise);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        closeFile();
    }

    private FileChannel open() throws IOException {
        FileChannel open = file;
        if (open == null) {
            open = FileChannel.open(Objects.requireNonNull(path), StandardOpenOption.READ);
            file = open;
        }
        return open;
    }

    private void closeFile() {
        if (file != null) {
            try {
                file.close();
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
            file = null;
        }
    }

    /** One region on its way. The library gives the next one when this one is sent. */
    private final class Sending {

        private final ChannelHandlerContext context;
        private final FileRegion region;
        private final ChannelPromise promise;
        private long given;

        Sending(ChannelHandlerContext context, FileRegion region, ChannelPromise promise) {
            this.context = context;
            this.region = region;
            this.promise = promise;
        }

        void awaitTurn() {
            line.add(context.executor(), this::give);
        }

        private void give() {
            if (context.isRemoved()) {
                end(new ClosedChannelException());
                return;
            }
            long from = region.position() + given;
            long length = Math.min(PIECE_BYTES, region.count() - given);
            try {
                FileRegion piece = new Piece(open(), from, length);
                given += length;
                context.writeAndFlush(piece).addListener(this::taken);
            } catch (IOException failure) {
                end(failure);
                // The head of the answer has promised bytes that do not come.
                context.close();
            }
        }

        private void taken(Future<? super Void> piece) {
            if (!piece.isSuccess()) {
                end(piece.cause());
            } else if (given < region.count()) {
                awaitTurn();
            } else {
                end(null);
            }
        }

        private void end(@Nullable Throwable failure) {
            region.release();
            if (failure == null) {
                promise.trySuccess();
            } else {
                promise.tryFailure(failure);
            }
        }
    }

    /** Leaves the file open for the next one. */
    private static final class Piece extends DefaultFileRegion {

        Piece(FileChannel file, long position, long count) {
            super(file, position, count);
        }

        @Override
        protected void deallocate() {}
    }

    /** Those that wait for their turn on one event loop. Confined to it. */
    static final class Line {

        private final Ticker ticker;
        private final Queue<Runnable> waiting = new ArrayDeque<>();
        private boolean isDue;
        /** How much of the loop's time files have had that the rest of the loop has not had yet, at {@code endedAt}. */
        private long owed;

        private long endedAt;

        Line(Ticker ticker) {
            this.ticker = ticker;
            this.endedAt = ticker.nanos();
        }

        private void add(EventExecutor loop, Runnable turn) {
            waiting.add(turn);
            if (!isDue) {
                isDue = true;
                loop.execute(() -> run(loop));
            }
        }

        private void run(EventExecutor loop) {
            long begunAt = ticker.nanos();
            owed = Math.max(0, owed - (begunAt - endedAt));
            endedAt = begunAt;
            while (owed < BUDGET_NANOS) {
                Runnable turn = waiting.poll();
                if (turn == null) {
                    isDue = false;
                    return;
                }
                turn.run();
                long now = ticker.nanos();
                owed += now - endedAt;
                endedAt = now;
            }
            loop.schedule(() -> run(loop), owed, TimeUnit.NANOSECONDS);
        }
    }
}
