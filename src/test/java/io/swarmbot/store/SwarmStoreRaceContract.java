package io.swarmbot.store;

import static io.swarmbot.store.LogDriver.EVERYTHING;
import static io.swarmbot.store.LogDriver.newId;
import static io.swarmbot.store.LogDriver.row;
import static io.swarmbot.store.LogEntries.seqs;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.swarmbot.store.AppendResult.Appended;
import io.swarmbot.store.AppendResult.Conflict;
import io.swarmbot.store.ReadResult.Page;
import io.swarmbot.testing.Patience;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a store promises if many threads use it at once. Part of {@link SwarmStoreContract}. */
abstract class SwarmStoreRaceContract {

    static final String SWARM = "swarm1";
    /** Each has five entries, so the log still keeps them all. */
    private static final int MAX_APPENDS = 2_000;

    private static final int WRITERS = 4;
    private static final int APPENDS = 150;

    protected SwarmStore store;
    protected LogDriver log;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /**
     * Makes an empty store.
     *
     * @param retainedEvents a log keeps at least this many entries, and after a while not many more
     */
    protected abstract SwarmStore open(int retainedEvents);

    @BeforeEach
    void openStore() {
        store = open(100_000);
        log = LogDriver.in(store, SWARM);
    }

    @AfterEach
    void closeStore() {
        threads.shutdownNow();
        store.close();
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void writersThatRetryOnConflictMakeOneOrderWithoutAHole(long seed) throws Exception {
        Random random = Seeds.random("writersThatRetryOnConflictMakeOneOrderWithoutAHole", seed);
        List<Long> seeds = Stream.generate(random::nextLong).limit(WRITERS).toList();
        Cursor start = log.head();

        List<List<Append>> written = atOnce(WRITERS, n -> writer(n, new Random(seeds.get(n))));

        List<LogEntry> entries = log.entriesAfter(start);
        List<Append> appends = written.stream().flatMap(List::stream).toList();
        int total = appends.stream().mapToInt(append -> append.entries().size()).sum();
        assertThat(appends).hasSize(WRITERS * APPENDS);
        assertThat(seqs(entries)).isEqualTo(seqs(1, total));
        for (Append append : appends) {
            for (LogEntry entry : append.entries()) {
                LogEntry found = entries.get((int) entry.seq() - 1);
                assertThat(found).usingRecursiveComparison().isEqualTo(entry);
            }
        }
    }

    /**
     * Appends again and again; after a conflict it goes on after the missed entries. Returns the appends that were
     * written.
     */
    private List<Append> writer(int number, Random random) {
        List<Append> taken = new ArrayList<>();
        Cursor known = log.head();
        while (taken.size() < APPENDS) {
            int size = 1 + random.nextInt(5);
            List<LogEntry> entries = new ArrayList<>();
            for (int n = 1; n <= size; n++) {
                String json = "{\"of\":" + number + ",\"n\":" + taken.size() + "}";
                entries.add(new LogEntry(
                        known.plus(n), "log", null, null, "replica" + number, json.getBytes(StandardCharsets.UTF_8)));
            }
            Append append = new Append(newId(), known, entries, List.of());
            AppendResult result = log.append(append);
            if (random.nextInt(10) == 0) {
                // As if the answer was lost: the same append sent again gets the same answer.
                assertThat(result instanceof Appended).isEqualTo(log.append(append) instanceof Appended);
            }
            if (result instanceof Appended appended) {
                taken.add(append);
                known = appended.head();
            } else {
                List<LogEntry> missed = ((Page) ((Conflict) result).missed()).entries();
                assertThat(missed).isNotEmpty();
                assertThat(seqs(missed)).isEqualTo(seqs(known.seq() + 1, known.seq() + missed.size()));
                known = missed.get(missed.size() - 1).cursor();
            }
        }
        return taken;
    }

    @Test
    void appendIsInEachImageAndPageAsAWholeOrNotAtAll() throws Exception {
        AtomicBoolean isDone = new AtomicBoolean();
        AtomicLong looks = new AtomicLong();
        Cursor start = log.append(5, row("agent", "a", 5, "text"), row("task", "t", 5, "text"));
        Future<?> looking = threads.submit(() -> {
            while (!isDone.get()) {
                SwarmImage image = log.image();
                long seq = image.head().seq();
                assertThat(LogDriver.rows(image))
                        .containsOnlyKeys("agent/a", "task/t")
                        .containsEntry("agent/a", seq + " text")
                        .containsEntry("task/t", seq + " text");
                Page page = log.page(start, EVERYTHING);
                assertThat(seqs(page.entries()))
                        .isEqualTo(seqs(start.seq() + 1, page.head().seq()));
                assertThat(page.head().seq() % 5).isZero();
                looks.incrementAndGet();
            }
        });

        for (int n = 0; n < 300 || (n < MAX_APPENDS && looks.get() < 20 && !looking.isDone()); n++) {
            long version = log.head().seq() + 5;
            log.append(
                    5,
                    row("agent", "a", version, "text"),
                    row("task", "gone", version, null),
                    row("task", "t", version, "text"));
        }

        isDone.set(true);
        looking.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void appendSentByManyAtOnceIsWrittenOnce() throws Exception {
        for (int n = 0; n < 50; n++) {
            Cursor head = log.head();
            Append append = new Append(newId(), head, LogEntries.after(head, 2), List.of());

            List<AppendResult> results = atOnce(WRITERS, ignored -> log.append(append));

            assertThat(results).containsOnly(new Appended(head.plus(2)));
            assertThat(log.head()).isEqualTo(head.plus(2));
        }
    }

    @Test
    void createAtOnceByManyAnswersTrueToOneOfThem() throws Exception {
        for (int n = 0; n < 50; n++) {
            LogDriver contested = new LogDriver(store, "contested" + n);

            List<Boolean> made = atOnce(WRITERS, ignored -> contested.create());

            assertThat(made).containsOnlyOnce(true);
            List<Boolean> deleted = atOnce(WRITERS, ignored -> contested.delete());
            assertThat(deleted).containsOnlyOnce(true);
        }
    }

    interface Work<T> {

        T with(int number) throws Exception;
    }

    /** Runs the work on this many threads at once, and returns the results. */
    final <T> List<T> atOnce(int count, Work<T> work) throws Exception {
        List<Callable<T>> calls = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            int number = n;
            calls.add(() -> work.with(number));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> future : threads.invokeAll(calls, 60, TimeUnit.SECONDS)) {
            results.add(future.get());
        }
        return results;
    }
}
