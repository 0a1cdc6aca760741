package io.swarmbot.files;

import io.netty.channel.EventLoop;
import io.swarmbot.access.Caller;
import io.swarmbot.access.stream.StreamLogin;
import io.swarmbot.http.Problems;
import io.swarmbot.push.Admission;
import io.swarmbot.push.CloseReason;
import io.swarmbot.push.Farewell;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.Fields;
import io.swarmbot.wire.FileJson;
import io.swarmbot.wire.StreamNotices;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket on which files come and go, many at a time. What comes is bounded by the credit of each upload, and
 * what goes by one piece: downloads take turns.
 *
 * <p>Thread-safety: confined to the connection's event loop, unless a method says otherwise.
 */
final class FileConnection {

    /** The most that a client may send in one message. */
    static final int MAX_MESSAGE_BYTES = 64 * 1024;

    private static final long TICK_MILLIS = 1_000;

    private static final List<String> TYPES =
            List.of("upload", "resume", "download", "credit", "close", "cancel", "renew");

    private final FileConnections house;
    private final FileLine line;
    private final EventLoop loop;
    private final String swarm;
    private final StreamLogin login;
    private final Admission admission;
    private final long bornAt;
    private final long lifeNanos;
    private final Map<Integer, FileTransfer> transfers = new HashMap<>();
    /** Downloads that can go on and wait for their turn. */
    private final Queue<SocketDownload> turns = new ArrayDeque<>();

    /** Whether a piece is read for the download whose turn it is. */
    private boolean isReading;

    /** The highest number of a transfer so far. What still comes for one that is over means nothing. */
    private int lastTransfer;

    private @Nullable ScheduledFuture<?> ticks;
    private @Nullable CloseReason ending;
    private boolean isClosed;

    FileConnection(FileConnections house, FileLine line, String swarm, StreamLogin login, Admission admission) {
        this.house = house;
        this.line = line;
        this.loop = line.loop();
        this.swarm = swarm;
        this.login = login;
        this.admission = admission;
        this.bornAt = house.ticker().nanos();
        this.lifeNanos = Farewell.lifeNanos(house.settings().maxConnectionAge());
    }

    void open() {
        ticks = loop.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    FileConnections house() {
        return house;
    }

    EventLoop loop() {
        return loop;
    }

    String swarm() {
        return swarm;
    }

    Caller caller() {
        return login.caller();
    }

    /** Takes a message. */
    void text(String text) {
        if (isOver()) {
            return;
        }
        Message message = new Message();
        try {
            message.take(Fields.of(text));
        } catch (Rejection fault) {
            send(FileJson.error(message.transfer, fault));
        } catch (RuntimeException fault) {
            send(FileJson.error(message.transfer, Problems.rejectionOf(fault)));
        }
    }

    /** One message of the client, as far as it is read. */
    private final class Message {

        /** Null until it is known, and for messages that are about none. */
        private @Nullable Integer transfer;

        void take(Fields fields) {
            String type = fields.string("type");
            if (type.equals("renew")) {
                renew(fields);
                return;
            }
            if (!TYPES.contains(type)) {
                throw new Rejection(
                        ErrorCode.UNKNOWN_COMMAND,
                        "type is one of " + String.join(", ", TYPES) + ", not '" + type + "'");
            }
            int number = fields.integer("transfer");
            switch (type) {
                case "upload", "resume", "download" -> begin(number, type, fields);
                case "credit" -> {
                    long bytes = size(fields, "bytes");
                    fields.end();
                    find(number, each -> each.addCredit(bytes));
                }
                default -> {
                    fields.end();
                    find(number, each -> each.end(type.equals("cancel")));
                }
            }
        }

        private void begin(int number, String type, Fields fields) {
            if (number <= lastTransfer) {
                throw new Rejection(
                        ErrorCode.BAD_FIELD,
                        "each transfer has a higher number than those before, and " + lastTransfer + " was there");
            }
            transfer = number;
            lastTransfer = number;
            int most = house.uploads().settings().maxTransfers();
            if (transfers.size() >= most) {
                throw new Rejection(
                        ErrorCode.TOO_MANY_OPEN, most + " transfers are open on this connection, the limit");
            }
            switch (type) {
                case "upload" -> {
                    long size = size(fields, "size");
                    UploadFields wanted = new UploadFields(
                            fields.string("filename"),
                            fields.optionalString("filetype").orElse(null),
                            fields.optionalString("sha256").orElse(null),
                            fields.optionalString("task").orElse(null),
                            fields.optionalString("agent").orElse(null));
                    fields.end();
                    SocketUpload upload = new SocketUpload(FileConnection.this, number);
                    transfers.put(number, upload);
                    try {
                        upload.begin(wanted, size);
                    } catch (Rejection refused) {
                        transfers.remove(number);
                        throw refused;
                    }
                }
                case "resume" -> {
                    String file = fields.string("file_id");
                    fields.end();
                    SocketUpload upload = new SocketUpload(FileConnection.this, number);
                    transfers.put(number, upload);
                    upload.resume(file);
                }
                default -> {
                    String file = fields.string("file_id");
                    long offset = fields.has("offset") ? size(fields, "offset") : 0;
                    String atLeast = fields.optionalString("at_least").orElse(null);
                    fields.end();
                    SocketDownload download = new SocketDownload(FileConnection.this, number);
                    transfers.put(number, download);
                    download.begin(file, offset, atLeast);
                }
            }
        }
    }

    private static long size(Fields fields, String name) {
        long bytes = fields.optionalLong(name)
                .orElseThrow(() -> new Rejection(ErrorCode.MISSING_FIELD, "field '" + name + "' is missing"));
        if (bytes < 0) {
            throw new Rejection(ErrorCode.BAD_FIELD, "field '" + name + "' is a number of bytes, not " + bytes);
        }
        return bytes;
    }

    private void renew(Fields fields) {
        String id = fields.optionalString("id").orElse(null);
        String token = fields.string("token");
        fields.end();
        try {
            login.renew(token, loop)
                    .whenComplete((renewed, failure) -> send(
                            failure == null
                                    ? StreamNotices.renewed(id).json()
                                    : FileJson.error(null, Problems.rejectionOf(failure))));
        } catch (Rejection refused) {
            send(FileJson.error(null, refused));
        }
    }

    private interface Action {

        void on(FileTransfer transfer);
    }

    /** Does something with a transfer. What still comes for one that is over means nothing. */
    private void find(int number, Action action) {
        FileTransfer transfer = transfers.get(number);
        if (transfer != null) {
            action.on(transfer);
        } else if (number < 1 || number > lastTransfer) {
            throw new Rejection(ErrorCode.BAD_FIELD, "no transfer " + number + " was opened on this connection");
        }
    }

    /** Takes a piece of a file. */
    void binary(Buffer message) {
        if (isOver()) {
            return;
        }
        try {
            FilePiece piece = FilePiece.of(message);
            find(piece.transfer(), each -> each.take(piece.offset(), piece.bytes()));
        } catch (Rejection fault) {
            send(FileJson.error(null, fault));
        }
    }

    /** Sends a message, unless the connection is about to end. */
    void send(byte[] json) {
        if (!isOver()) {
            line.send(json);
        }
    }

    /** A transfer is over, and its client is told so. */
    void over(int number, byte[] json) {
        transfers.remove(number);
        send(json);
    }

    /** A download can go on. It has its turn when those before have had theirs. */
    void awaitTurn(SocketDownload download) {
        turns.add(download);
        goOn();
    }

    private void goOn() {
        if (isReading || line.isWriting() || isOver()) {
            return;
        }
        SocketDownload next = turns.poll();
        if (next != null) {
            isReading = true;
            next.read(
                    frame -> {
                        isReading = false;
                        if (isOver()) {
                            frame.release();
                        } else {
                            line.sendPiece(frame, this::goOn);
                        }
                    },
                    this::skipTurn);
        }
    }

    /** Nothing could be read for the download whose turn it was. */
    private void skipTurn() {
        isReading = false;
        goOn();
    }

    private boolean isOver() {
        return ending != null || isClosed;
    }

    /** Ends the connection, after a last message if there is one. What came of uploads is kept. */
    void end(CloseReason reason, byte @Nullable [] farewell) {
        if (isOver()) {
            return;
        }
        if (farewell != null) {
            line.send(farewell);
        }
        ending = reason;
        house.reportEnded(reason);
        admission.endFor(reason);
        abandonAll();
        line.close(reason);
    }

    /** Tells the client to come back, and ends the connection. Any thread. */
    void sendAway(Farewell farewell) {
        loop.schedule(
                () -> end(farewell.reason(), farewell.notice().json()), farewell.delayNanos(), TimeUnit.NANOSECONDS);
    }

    /** Gives everything back: the connection is gone. */
    void close() {
        isClosed = true;
        if (ticks != null) {
            ticks.cancel(false);
        }
        abandonAll();
        admission.release();
    }

    private void abandonAll() {
        List.copyOf(transfers.values()).forEach(FileTransfer::abandon);
        transfers.clear();
        turns.clear();
    }

    private void tick() {
        String endOfLogin = admission.end();
        if (endOfLogin != null) {
            end(CloseReason.UNAUTHENTICATED, StreamNotices.ended(endOfLogin).json());
        }
        if (house.ticker().nanos() - bornAt >= lifeNanos) {
            Farewell old = Farewell.ofAge();
            end(old.reason(), old.notice().json());
        }
        CloseReason broken = line.check();
        if (broken != null) {
            if (ending == null) {
                house.reportEnded(broken);
                admission.endFor(broken);
            }
            line.reset();
        } else {
            List.copyOf(transfers.values()).forEach(FileTransfer::tick);
        }
    }
}
