package io.swarmbot.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.files.directory.DirectoryStore;
import io.swarmbot.files.store.FileStore;
import io.swarmbot.files.store.Upload;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.RawConnection;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A body on its way to a disk that takes it only when the test says so. */
class BodyIntakeTest {

    private static final int SIZE = 2 << 20;
    /** The most that waits for the disk, and the largest piece that may come on top. */
    private static final int MOST_WAITING = 128 * 1024 + 64 * 1024;

    @TempDir
    Path directory;

    private final Vertx vertx = Vertx.vertx();
    /** What is to be done with the disk. */
    private final Queue<Runnable> work = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean isDiskReady = new AtomicBoolean();
    private final CompletableFuture<BodyIntake> intake = new CompletableFuture<>();
    private final CompletableFuture<Void> whole = new CompletableFuture<>();
    private UploadSink sink;
    private URI server;
    private long most = SIZE;

    @BeforeEach
    void listen() throws IOException {
        FileStore store = new DirectoryStore(directory);
        Upload upload = new Upload("acme", "a1", "name", "text/plain", SIZE, null, null, null, null);
        store.begin(upload);
        sink = UploadSink.open(store, new Hashes(), upload);
        sink.begin(null);
        HttpServer http = vertx.createHttpServer().requestHandler(request -> {
            request.pause();
            BodyIntake taken = new BodyIntake(request, vertx.getOrCreateContext(), this::give, sink, most);
            taken.receive().whenComplete((done, failure) -> {
                if (failure == null) {
                    whole.complete(null);
                } else {
                    whole.completeExceptionally(failure);
                }
            });
            intake.complete(taken);
        });
        int port = http.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        server = URI.create("http://127.0.0.1:" + port + "/");
    }

    @AfterEach
    void close() throws IOException {
        sink.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void give(Runnable job) {
        if (isDiskReady.get()) {
            job.run();
        } else {
            work.add(job);
        }
    }

    /** Does what waits for the disk now, and not what comes meanwhile. */
    private void work() {
        for (int jobs = work.size(); jobs > 0; jobs--) {
            Objects.requireNonNull(work.poll()).run();
        }
    }

    private RawConnection post(int length) {
        return RawConnection.to(server).request("POST", "/", "Content-Length", Integer.toString(length));
    }

    @Test
    void onlySoMuchWaitsForTheDisk() {
        try (RawConnection client = post(SIZE)) {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> client.send(new byte[SIZE]));
            // The service stops reading as soon as that much waits, however much the client has sent.
            Patience.await().until(() -> intake.isDone() && intake.join().isPaused());
            turnLoop();
            work();

            assertThat(sink.offset()).isLessThanOrEqualTo(MOST_WAITING);
            while (!whole.isDone()) {
                work();
            }
            sending.join();
            assertThat(sink.offset()).isEqualTo(SIZE);
        }
    }

    /** Lets the event loop do what it has to do, a few times over. */
    private void turnLoop() {
        for (int n = 0; n < 100; n++) {
            CompletableFuture<Void> turned = new CompletableFuture<>();
            vertx.runOnContext(turn -> turned.complete(null));
            turned.join();
        }
    }

    @Test
    void bodyThatIsTooLongIsRefused() {
        isDiskReady.set(true);
        most = 1_000;
        try (RawConnection client = post(2_000)) {
            client.send(new byte[2_000]);

            assertThatThrownBy(whole::join)
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            Rejection.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.TOO_BIG));
            assertThat(sink.offset()).isLessThanOrEqualTo(1_000);
        }
    }

    @Test
    void clientThatLeavesEndsIt() {
        isDiskReady.set(true);
        try (RawConnection client = post(SIZE)) {
            client.send(new byte[1_000]);
            Patience.await().until(() -> sink.offset() == 1_000);
            client.reset();

            assertThatThrownBy(whole::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void clientIsStalledIfItSendsNothingThoughItCould() {
        isDiskReady.set(true);
        try (RawConnection client = post(SIZE)) {
            client.send(new byte[1_000]);
            Patience.await().until(() -> sink.offset() == 1_000);
            BodyIntake taken = intake.join();
            assertThat(taken.isStalled()).isFalse();
            assertThat(taken.isStalled()).isTrue();
            client.send(new byte[1_000]);
            Patience.await().until(() -> sink.offset() == 2_000);
            assertThat(taken.isStalled()).isFalse();
        }
    }
}
