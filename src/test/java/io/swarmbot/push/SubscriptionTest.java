package io.swarmbot.push;

import static io.swarmbot.push.PushHarness.NEVER;
import static io.swarmbot.push.PushHarness.SWARM;
import static io.swarmbot.push.PushHarness.after;
import static io.swarmbot.push.PushHarness.fromHead;
import static io.swarmbot.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.swarmbot.Seeds;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.Epochs;
import io.swarmbot.store.ReadResult;
import io.swarmbot.store.SwarmStore;
import io.swarmbot.store.embedded.Durability;
import io.swarmbot.store.embedded.EmbeddedSettings;
import io.swarmbot.store.embedded.EmbeddedStore;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.wire.Message;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a stream must not do to others, whatever happens to it; and that it leaves nothing behind. */
class SubscriptionTest {

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private PushHarness harness = new PushHarness();

    @AfterEach
    void close() {
        harness.close();
    }

    private void use(PushHarness other) {
        harness.close();
        harness = other;
    }

    private Cursor head() {
        return harness.coordinator.state(SWARM).join().cursor();
    }

    private void awaitHead(RecordingOutlet outlet) {
        await().until(() -> outlet.lastSeq() == head().seq());
    }

    @Test
    void brokenStreamIsEndedAndOthersGoOn() {
        use(PushHarness.inManualTime(NEVER, HEARTBEAT, NEVER));
        harness.register("agent1");
        List<RecordingOutlet> outlets = new ArrayList<>();
        for (int n = 0; n < 5; n++) {
            outlets.add(harness.open(fromHead()));
        }
        RecordingOutlet broken = outlets.remove(2);

        broken.isBroken = true;
        harness.change("agent1", 1);
        harness.change("agent1", 2);
        harness.advance(HEARTBEAT.multipliedBy(3));

        assertThat(broken.isReset).isTrue();
        outlets.forEach(this::awaitHead);
        assertThat(outlets)
                .allSatisfy(each -> assertThat(each.received("heartbeat")).hasSizeGreaterThan(1));
        assertThat(harness.hub.streams()).isEqualTo(outlets.size());
        assertThat(harness.meters
                        .counter("swarmbot.streams.ended", "reason", "failed")
                        .count())
                .isEqualTo(1);
    }

    @Test
    void brokenHeartbeatDoesNotStopTheHeartbeatsOfOthers() {
        use(PushHarness.inManualTime(NEVER, HEARTBEAT, NEVER));
        RecordingOutlet stays = harness.open(fromHead());
        RecordingOutlet broken = harness.open(fromHead());
        harness.drain();
        assertThat(broken.received()).isNotEmpty();

        broken.isBroken = true;
        harness.advance(HEARTBEAT);

        assertThat(broken.isReset).isTrue();
        int before = stays.received("heartbeat").size();
        harness.advance(HEARTBEAT.multipliedBy(2));
        assertThat(stays.received("heartbeat")).hasSizeGreaterThan(before + 1);
    }

    @Test
    void answersDoNotKeepEventsBack() {
        harness.register("agent1");
        Cursor start = head();
        RecordingOutlet busy = harness.open(fromHead(), false);
        await().until(() -> busy.outstanding.get() == 1);
        harness.change("agent1", 1);

        // Whenever the socket has taken something, there is another answer.
        for (int n = 0; n < 3; n++) {
            answer(busy, n);
            int before = busy.received().size();
            busy.take();
            await().until(() -> busy.received().size() > before);
        }

        assertThat(busy.events()).isEqualTo(harness.logAfter(start));
        assertThat(busy.received("ack")).isNotEmpty();
    }

    private void answer(RecordingOutlet outlet, int number) {
        String json = "{\"type\":\"ack\",\"id\":\"c" + number + "\"}";
        CompletableFuture.runAsync(
                        () -> outlet.subscription.answer(new Message("ack", null, json.getBytes(UTF_8))), harness.loop)
                .join();
    }

    @Test
    void joiningDuringACommitLosesNothingFromMemory() {
        AtomicInteger reads = new AtomicInteger();
        use(new PushHarness(counting(new MemoryStore(10_000, 64 << 20), reads, null)));
        harness.register("agent1");
        harness.open(fromHead());
        Cursor start = head();
        harness.change("agent1", 1);
        reads.set(0);

        harness.beforePublished = () -> harness.hub.open(
                SWARM,
                fromHead(),
                harness.hub.admit(Admission.Transport.WEBSOCKET, Admission.Login.FOR_EVER),
                new RecordingOutlet(harness.loop, true),
                harness.loop);
        harness.change("agent1", 2);
        harness.beforePublished = () -> {};

        RecordingOutlet late = harness.open(after(start));
        awaitHead(late);
        assertThat(late.events()).isEqualTo(harness.logAfter(start));
        assertThat(reads.get())
                .as("pages of the log, those for this comparison")
                .isEqualTo(2);
    }

    @Test
    void eventsForOthersLeaveAReaderInMemoryAndAtTheHead() {
        AtomicInteger reads = new AtomicInteger();
        use(PushHarness.inManualTime(counting(new MemoryStore(10_000, 64 << 20), reads, null), 64));
        harness.register("agent1");
        harness.register("agent2");
        Filter own = new Filter(Set.of(), Set.of("agent2"), Set.of());
        RecordingOutlet outlet = harness.open(new StreamRequest(null, false, false, own, Pace.UNLIMITED));
        harness.drain();

        // Far more than memory holds, little by little, before anybody looks after the connection.
        for (int n = 0; n < 500; n++) {
            harness.change("agent1", n);
            harness.advance(Duration.ofMillis(1));
        }
        assertThat(outlet.events()).isEmpty();
        reads.set(0);
        Cursor before = head();
        Cursor wanted = harness.change("agent2", 1);
        harness.advance(Duration.ofMillis(1));
        await().until(() -> outlet.lastSeq() == wanted.seq());

        assertThat(reads).as("pages of the log").hasValue(0);
        assertThat(outlet.events()).isEqualTo(harness.logAfter(before));
    }

    @Test
    void heartbeatTellsTheHeadToAReaderWhoWantsNothingOfWhatCame() {
        use(PushHarness.inManualTime(NEVER, HEARTBEAT, NEVER));
        harness.register("agent1");
        Filter own = new Filter(Set.of(), Set.of("agent2"), Set.of());
        RecordingOutlet outlet = harness.open(new StreamRequest(null, false, false, own, Pace.UNLIMITED));
        harness.drain();
        harness.advance(HEARTBEAT.minusMillis(1_001));

        harness.change("agent1", 1);
        harness.advance(Duration.ofSeconds(1));

        List<String> heartbeats = outlet.received("heartbeat");
        assertThat(heartbeats).isNotEmpty();
        assertThat(heartbeats.get(heartbeats.size() - 1)).contains("\"" + head() + "\"");
    }

    @Test
    void storeIsReadAndEncodedOnceForAllThatComeBack() {
        AtomicInteger reads = new AtomicInteger();
        use(new PushHarness(counting(new MemoryStore(10_000, 64 << 20), reads, null), 64));
        harness.register("agent1");
        Cursor start = head();
        for (int n = 0; n < 2_000; n++) {
            harness.change("agent1", n);
        }
        List<String> log = harness.logAfter(start);
        reads.set(0);
        int framingsBefore = RecordingOutlet.FRAMINGS.get();

        CompletableFuture<Void> isLoopBusy = new CompletableFuture<>();
        harness.loop.execute(isLoopBusy::join);
        List<RecordingOutlet> outlets = new ArrayList<>();
        for (int n = 0; n < 100; n++) {
            RecordingOutlet outlet = new RecordingOutlet(harness.loop, true);
            harness.hub.open(
                    SWARM,
                    after(start),
                    harness.hub.admit(Admission.Transport.WEBSOCKET, Admission.Login.FOR_EVER),
                    outlet,
                    harness.loop);
            outlets.add(outlet);
        }
        isLoopBusy.complete(null);

        long head = head().seq();
        await().until(() -> outlets.stream().allMatch(outlet -> outlet.lastSeq() == head));
        outlets.forEach(outlet -> assertThat(outlet.events()).isEqualTo(log));
        assertThat(reads).as("pages of about 200 events").hasValueLessThan(30);
        assertThat(RecordingOutlet.FRAMINGS.get() - framingsBefore - outlets.size())
                .as("pages, and a connected for each")
                .isLessThan(30);
    }

    @Test
    void storeThatIsBehindIsAskedOnceASecond() {
        AtomicInteger reads = new AtomicInteger();
        Queue<ReadResult> empty = new ConcurrentLinkedQueue<>();
        MemoryStore memory = new MemoryStore(10_000, 64 << 20);
        use(PushHarness.inManualTime(counting(memory, reads, empty), 256));
        harness.register("agent1");
        Cursor start = head();
        harness.change("agent1", 1);
        // What is in no memory has to come from the store, which says that there is nothing.
        empty.add(new ReadResult.Page(List.of(), head()));
        empty.add(new ReadResult.Page(List.of(), head()));

        RecordingOutlet outlet = harness.open(after(start));
        harness.drain();
        assertThat(outlet.events()).isEmpty();
        harness.advance(Duration.ofSeconds(2));

        awaitHead(outlet);
        assertThat(empty).isEmpty();
        assertThat(reads).hasValueLessThan(6);
        assertThat(outlet.events()).isEqualTo(harness.logAfter(start));
    }

    @Test
    void resumeAsksTheStoreOnce() {
        AtomicInteger reads = new AtomicInteger();
        use(new PushHarness(counting(new MemoryStore(10_000, 64 << 20), reads, null), 64));
        harness.register("agent1");
        Cursor start = head();
        for (int n = 0; n < 100; n++) {
            harness.change("agent1", n);
        }
        // One stream that is up to date, so that the swarm's newest 64 events are in memory.
        RecordingOutlet upToDate = harness.open(fromHead());
        for (int n = 0; n < 65; n++) {
            harness.change("agent1", -n - 1);
        }
        awaitHead(upToDate);
        reads.set(0);

        RecordingOutlet outlet = harness.open(after(start));

        awaitHead(outlet);
        assertThat(reads).hasValue(1);
        assertThat(outlet.received("connected").get(0)).contains("\"resumed\":true");
        assertThat(outlet.events()).isEqualTo(harness.logAfter(start));
    }

    @Test
    void resumeFromTheEpochBeforeACrashAsksTheStoreOnce(@TempDir Path directory) throws IOException {
        Path crashed = Files.createDirectory(directory.resolve("crashed"));
        Cursor start;
        try (PushHarness before = new PushHarness(open(directory.resolve("running")))) {
            before.register("agent1");
            start = before.change("agent1", 1);
            before.change("agent1", 2);
            copy(directory.resolve("running"), crashed);
        }
        AtomicInteger reads = new AtomicInteger();
        use(new PushHarness(counting(open(crashed), reads, null)));
        assertThat(harness.change("agent1", 3).epoch()).isNotEqualTo(start.epoch());
        reads.set(0);

        RecordingOutlet outlet = harness.open(after(start));

        awaitHead(outlet);
        assertThat(reads).hasValue(1);
        assertThat(outlet.received("connected").get(0)).contains("\"resumed\":true");
        assertThat(outlet.events()).isEqualTo(harness.logAfter(start));
    }

    /** A store whose log begins a new epoch if it was not closed. */
    private static SwarmStore open(Path directory) {
        return EmbeddedStore.open(
                new EmbeddedSettings(directory, Durability.OS, 10_000, Optional.empty()),
                Clock.systemUTC(),
                new Epochs());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    /** Counts the reads of the log, and answers some of them itself. */
    private static SwarmStore counting(SwarmStore store, AtomicInteger reads, Queue<ReadResult> answers) {
        return (SwarmStore) Proxy.newProxyInstance(
                SwarmStore.class.getClassLoader(), new Class<?>[] {SwarmStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("read")) {
                        reads.incrementAndGet();
                        ReadResult answer = answers == null ? null : answers.poll();
                        if (answer != null) {
                            return CompletableFuture.completedStage(answer);
                        }
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Streams of every kind, slow and fast, that come, lag, break and end while the log grows. */
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void buffersAreReleasedWhateverHappensToStreams(long seed) {
        Random random = Seeds.random("buffersAreReleasedWhateverHappensToStreams", seed);
        use(new PushHarness(64, 1_000));
        Queue<ByteBuf> framed = new ConcurrentLinkedQueue<>();
        Framing remembering = messages -> {
            // Not pooled: one that was given back is never another one's.
            ByteBuf bytes = Unpooled.buffer();
            messages.forEach(message -> bytes.writeBytes(message.json()).writeByte('\n'));
            framed.add(bytes);
            return bytes;
        };
        for (int agent = 0; agent < 5; agent++) {
            harness.register("agent" + agent);
        }
        Cursor start = head();
        List<RecordingOutlet> outlets = new ArrayList<>();

        for (int step = 0; step < 2_000; step++) {
            int dice = random.nextInt(100);
            if (dice < 60) {
                harness.change("agent" + random.nextInt(5), step);
            } else if (dice < 68 || outlets.isEmpty()) {
                outlets.add(harness.open(
                        request(random, start), new RecordingOutlet(harness.loop, random.nextBoolean(), remembering)));
            } else {
                RecordingOutlet outlet = outlets.get(random.nextInt(outlets.size()));
                befall(outlet, dice);
            }
        }
        long live = framed.stream().filter(bytes -> bytes.refCnt() > 0).count();
        // One for each stream, and what is remembered for each kind of stream.
        assertThat(live).isLessThan(outlets.size() + 6 * 8);

        outlets.forEach(outlet -> harness.loop.execute(() -> outlet.subscription.cut(CloseReason.FAILED)));
        await().until(() -> harness.hub.streams() == 0);
        await().until(() -> framed.stream().allMatch(bytes -> bytes.refCnt() == 0));
        assertThat(framed).hasSizeGreaterThan(300);
    }

    private static StreamRequest request(Random random, Cursor start) {
        Cursor after = random.nextBoolean() ? start : null;
        Filter filter =
                new Filter(Set.of(), Set.copyOf(random.nextBoolean() ? List.of() : List.of("agent1")), Set.of());
        Pace pace = random.nextInt(3) > 0 ? Pace.UNLIMITED : Pace.of(random.nextBoolean() ? 1_000 : 5);
        return new StreamRequest(after, random.nextInt(10) == 0, random.nextBoolean(), filter, pace);
    }

    private void befall(RecordingOutlet outlet, int dice) {
        if (dice < 90) {
            outlet.take();
        } else if (dice < 93) {
            outlet.isBroken = true;
        } else if (dice < 95) {
            harness.loop.execute(() -> outlet.subscription.end(CloseReason.GOING_AWAY, null));
        } else if (dice < 97) {
            harness.loop.execute(() -> outlet.subscription.cut(CloseReason.TOO_SLOW));
        } else if (dice < 99) {
            harness.loop.execute(() -> {
                outlet.subscription.close();
                outlet.reset();
            });
        } else {
            answer(outlet, dice);
        }
    }
}
