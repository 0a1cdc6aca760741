package io.swarmbot.files;

import io.netty.buffer.ByteBuf;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.file.SharedFile;
import io.swarmbot.wire.FileJson;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A file that goes to the client over a WebSocket, as far as the client gives credit. */
final class SocketDownload implements FileTransfer {

    /** What is read at a time. */
    private static final int PIECE_BYTES = FileConnection.MAX_MESSAGE_BYTES - FilePiece.HEAD_BYTES;

    private static final Logger LOG = System.getLogger(SocketDownload.class.getName());

    private final FileConnection connection;
    private final int number;
    private final Serial serial;
    private @Nullable Opened opened;
    private long next;
    private long credit;
    /** Whether it waits for its turn or has it. */
    private boolean hasTurn;

    private boolean isEnded;
    private boolean isOver;

    SocketDownload(FileConnection connection, int number) {
        this.connection = connection;
        this.number = number;
        this.serial = connection.house().uploads().serial();
    }

    private record Opened(SharedFile file, ReadableByteChannel bytes) {}

    /** Finds the file, and opens it. */
    void begin(String fileId, long offset, @Nullable String atLeast) {
        next = offset;
        connection
                .house()
                .files()
                .open(connection.swarm(), fileId, atLeast)
                .thenApplyAsync(found -> opened(found, offset), serial)
                .whenCompleteAsync(this::begun, connection.loop());
    }

    private static Opened opened(SharedFiles.Found found, long offset) {
        if (offset > found.file().size()) {
            throw new Rejection(
                    ErrorCode.RANGE_NOT_SATISFIABLE,
                    "the file has " + found.file().size() + " bytes, and none at " + offset);
        }
        try {
            return new Opened(found.file(), found.bytes().open(offset));
        } catch (IOException failure) {
            throw new CompletionException(failure);
        }
    }

    private void begun(@Nullable Opened found, @Nullable Throwable failure) {
        opened = found;
        if (found == null || failure != null) {
            end(FileJson.error(
                    number, StoreFailure.rejectionOf(failure == null ? new IllegalStateException() : failure)));
        } else if (isOver) {
            closeFile();
        } else if (isEnded) {
            end(FileJson.closed(number, next));
        } else {
            connection.send(FileJson.downloadOpened(number, found.file(), next));
            goOn();
        }
    }

    private void goOn() {
        Opened known = opened;
        if (known == null || isOver || hasTurn) {
            return;
        }
        if (next == known.file().size()) {
            end(FileJson.done(number, known.file()));
        } else if (credit > 0) {
            hasTurn = true;
            connection.awaitTurn(this);
        }
    }

    /**
     * Reads the next piece.
     *
     * @param there gets the piece, and releases it
     * @param notThere is run if the transfer is over
     */
    void read(Consumer<ByteBuf> there, Runnable notThere) {
        Opened known = opened;
        if (known == null || isOver) {
            notThere.run();
            return;
        }
        int length = (int) Math.min(PIECE_BYTES, Math.min(credit, known.file().size() - next));
        CompletableFuture.supplyAsync(() -> piece(known, next, length), serial)
                .whenCompleteAsync(
                        (frame, failure) -> {
                            hasTurn = false;
                            if (failure != null) {
                                fail(StoreFailure.rejectionOf(failure));
                                notThere.run();
                                return;
                            }
                            credit -= length;
                            next += length;
                            if (isOver) {
                                frame.release();
                                notThere.run();
                                return;
                            }
                            there.accept(frame);
                            goOn();
                        },
                        connection.loop());
    }

    private ByteBuf piece(Opened known, long offset, int length) {
        try {
            return FilePiece.frame(number, offset, length, known.bytes());
        } catch (IOException failure) {
            throw new CompletionException(failure);
        }
    }

    @Override
    public void take(long offset, Buffer bytes) {
        fail(new Rejection(ErrorCode.BAD_FIELD, "transfer " + number + " is a download, and takes no bytes"));
    }

    @Override
    public void addCredit(long bytes) {
        credit = Math.min(Long.MAX_VALUE - bytes, credit) + bytes;
        goOn();
    }

    @Override
    public void end(boolean discards) {
        isEnded = true;
        if (opened != null) {
            end(FileJson.closed(number, next));
        }
    }

    private void fail(Rejection rejection) {
        end(FileJson.error(number, rejection));
    }

    private void end(byte[] json) {
        if (!isOver) {
            isOver = true;
            closeFile();
            connection.over(number, json);
        }
    }

    @Override
    public void abandon() {
        if (!isOver) {
            isOver = true;
            closeFile();
        }
    }

    private void closeFile() {
        Opened known = opened;
        if (known != null) {
            serial.execute(() -> {
                try {
                    known.bytes().close();
                } catch (IOException failure) {
                    LOG.log(Level.WARNING, () -> "file " + known.file().id() + " could not be closed", failure);
                }
            });
        }
    }

    @Override
    public void tick() {
        // Whoever gives no credit holds nothing but an open file, and their connection is watched.
    }
}
