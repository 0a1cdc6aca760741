package io.swarmbot.files;

import io.swarmbot.access.Caller;
import io.swarmbot.command.Outcome;
import io.swarmbot.files.store.Upload;
import io.swarmbot.files.store.UploadState;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.file.SharedFile;
import io.swarmbot.wire.FileJson;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A file that comes over a WebSocket. It is an upload like any other: the same lock, the same quotas, and it can be
 * continued over each protocol. The client may have as many bytes under way as it has credit, and gets credit back as
 * the disk takes them.
 */
final class SocketUpload implements FileTransfer {

    /** How many bytes may be under way. */
    static final int WINDOW_BYTES = 128 * 1024;

    /** After so many bytes at most, what came is made durable, and the client hears of it. */
    private static final long SYNC_BYTES = 8 << 20;

    private final FileConnection connection;
    private final int number;
    private final Uploads uploads;
    private final Caller caller;
    private final Serial serial;

    /** Null until it is open. */
    private @Nullable UploadSink sink;

    private boolean isNew;
    private long due;
    private long credit;
    private long taken;
    private long lastTaken;
    private boolean isFinishing;
    /** What is to be done as soon as it is open, or was done; null as long as it goes on. */
    private @Nullable Ending ending;

    /** Only on {@code serial}, as the next one. */
    private long durable;

    /** Why nothing more can be written; null if it can. */
    private @Nullable Rejection broken;

    /**
     * How it ends.
     *
     * @param discards whether nothing is to be left of it
     * @param told what the client is told; null for {@code closed}
     */
    private record Ending(boolean discards, byte @Nullable [] told) {}

    /** Either an upload that goes on, or a file that became of it before. */
    private record Start(
            @Nullable UploadSink sink, @Nullable SharedFile file) {}

    SocketUpload(FileConnection connection, int number) {
        this.connection = connection;
        this.number = number;
        this.uploads = connection.house().uploads();
        this.caller = connection.caller();
        this.serial = uploads.serial();
    }

    /**
     * Begins a new upload.
     *
     * @throws Rejection if its fields are wrong
     */
    void begin(UploadFields wanted, long size) {
        isNew = true;
        NewUploads newUploads = connection.house().newUploads();
        Upload upload = wanted.upload(
                connection.swarm(), caller.isAnonymous() ? null : caller.name(), newUploads.newId(), size);
        newUploads
                .begin(upload, caller)
                .thenApplyAsync(
                        most -> {
                            try {
                                return new Start(opened(upload), null);
                            } catch (RuntimeException failure) {
                                uploads.forget(upload);
                                throw failure;
                            }
                        },
                        serial)
                .whenCompleteAsync(this::begun, connection.loop());
    }

    /** Goes on with an upload, however it was begun. */
    void resume(String id) {
        String swarm = connection.swarm();
        connection
                .house()
                .files()
                .find(swarm, id)
                .thenApplyAsync(
                        file -> file.map(shared -> new Start(null, shared)).orElseGet(() -> {
                            try {
                                UploadState state = uploads.require(swarm, id, caller);
                                return new Start(opened(state.upload()), null);
                            } catch (IOException failure) {
                                throw new CompletionException(failure);
                            }
                        }),
                        serial)
                .whenCompleteAsync(this::begun, connection.loop());
    }

    private UploadSink opened(Upload upload) {
        try {
            UploadSink opened = uploads.open(upload);
            try {
                if (!opened.isWhole()) {
                    opened.begin(null);
                }
                durable = opened.offset();
                return opened;
            } catch (IOException | RuntimeException failure) {
                uploads.interrupt(opened);
                throw failure;
            }
        } catch (IOException failure) {
            throw new CompletionException(failure);
        }
    }

    private void begun(@Nullable Start start, @Nullable Throwable failure) {
        if (start == null || failure != null) {
            connection.over(
                    number,
                    FileJson.error(
                            number, StoreFailure.rejectionOf(failure == null ? new IllegalStateException() : failure)));
            return;
        }
        if (start.file() != null) {
            connection.over(number, FileJson.done(number, start.file()));
            return;
        }
        UploadSink open = start.sink();
        sink = open;
        if (open == null || ending != null) {
            // Nobody was told of a new upload yet.
            carryOut(new Ending(isNew || (ending != null && ending.discards()), ending == null ? null : ending.told()));
            return;
        }
        due = open.offset();
        credit = WINDOW_BYTES;
        lastTaken = now();
        Upload upload = open.upload();
        connection.send(FileJson.uploadOpened(number, upload.id(), due, upload.size(), credit, uploads.expiry()));
        if (open.isWhole()) {
            finish(open);
        }
    }

    @Override
    public void take(long offset, Buffer bytes) {
        UploadSink open = sink;
        if (ending != null || isFinishing) {
            return;
        }
        if (open == null || bytes.length() > credit) {
            fail(new Rejection(
                    ErrorCode.TOO_MANY_IN_FLIGHT,
                    "the credit of transfer " + number + " is " + credit + " bytes, and " + bytes.length() + " came"));
            return;
        }
        if (offset != due) {
            fail(new Rejection(ErrorCode.WRONG_OFFSET, "the upload is at offset " + due + ", not " + offset));
            return;
        }
        if (bytes.length() > open.upload().size() - due) {
            fail(new Rejection(
                    ErrorCode.TOO_BIG,
                    "the file has " + open.upload().size() + " bytes, and " + bytes.length() + " came at offset "
                            + due));
            return;
        }
        credit -= bytes.length();
        due += bytes.length();
        lastTaken = now();
        serial.execute(() -> write(open, bytes));
        if (due == open.upload().size()) {
            finish(open);
        }
    }

    @SuppressWarnings("deprecation") // Every other way copies the bytes.
    private void write(UploadSink open, Buffer bytes) {
        if (broken != null) {
            return;
        }
        try {
            open.write(bytes.getByteBuf().nioBuffer());
            boolean isDurable = !open.isWhole() && open.offset() - durable >= SYNC_BYTES;
            if (isDurable) {
                open.sync();
                durable = open.offset();
            }
            long stored = durable;
            connection.loop().execute(() -> written(bytes.length(), isDurable ? stored : -1));
        } catch (IOException | RuntimeException failure) {
            Rejection rejection = StoreFailure.rejectionOf(failure);
            broken = rejection;
            connection.loop().execute(() -> fail(rejection));
        }
    }

    /**
     * The disk has taken bytes.
     *
     * @param stored up to where they are durable; -1 if that has not changed
     */
    private void written(int bytes, long stored) {
        if (ending != null || isFinishing) {
            return;
        }
        taken += bytes;
        if (stored >= 0) {
            connection.send(FileJson.stored(number, stored));
        }
        if (taken >= WINDOW_BYTES / 2) {
            credit += taken;
            connection.send(FileJson.credit(number, taken));
            taken = 0;
        }
    }

    /** All bytes came: makes a file of them, and shares it. */
    private void finish(UploadSink open) {
        isFinishing = true;
        Caller now = connection.caller();
        CompletableFuture.supplyAsync(() -> shared(open, now), serial)
                .thenCompose(shared -> shared)
                .whenCompleteAsync(this::finished, connection.loop());
    }

    private CompletableFuture<Outcome.Committed> shared(UploadSink open, Caller now) {
        if (broken != null) {
            uploads.interrupt(open);
            return CompletableFuture.failedFuture(broken);
        }
        return uploads.finish(open, now, serial, StoreFailure::isForEver);
    }

    private void finished(Outcome.@Nullable Committed shared, @Nullable Throwable failure) {
        connection.over(
                number,
                shared == null
                        ? FileJson.error(
                                number,
                                StoreFailure.rejectionOf(failure == null ? new IllegalStateException() : failure))
                        : FileJson.shared(number, shared));
    }

    @Override
    public void addCredit(long bytes) {
        fail(new Rejection(ErrorCode.BAD_FIELD, "transfer " + number + " is an upload, and takes no credit"));
    }

    /** What came is kept. */
    private void fail(Rejection rejection) {
        end(new Ending(false, FileJson.error(number, rejection)));
    }

    @Override
    public void end(boolean discards) {
        end(new Ending(discards, null));
    }

    @Override
    public void abandon() {
        end(new Ending(false, null));
    }

    private void end(Ending wanted) {
        if (ending == null && !isFinishing) {
            ending = wanted;
            if (sink != null) {
                carryOut(wanted);
            }
        }
    }

    /** Ends the upload behind what is being written, and tells the client when others may go on with it. */
    private void carryOut(Ending wanted) {
        UploadSink open = sink;
        serial.execute(() -> {
            long kept = 0;
            if (open != null && wanted.discards()) {
                uploads.discard(open);
            } else if (open != null) {
                kept = open.offset();
                uploads.interrupt(open);
            }
            byte[] told = wanted.told() == null ? FileJson.closed(number, kept) : wanted.told();
            connection.loop().execute(() -> connection.over(number, told));
        });
    }

    @Override
    public void tick() {
        if (sink == null || credit == 0 || isFinishing || ending != null) {
            lastTaken = now();
        } else if (now() - lastTaken > uploads.patience().toNanos()) {
            fail(new Rejection(
                    ErrorCode.BAD_REQUEST,
                    "nothing came for " + uploads.patience().toSeconds() + " s; what came before is kept"));
        }
    }

    private long now() {
        return connection.house().ticker().nanos();
    }
}
