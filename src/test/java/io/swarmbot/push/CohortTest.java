package io.swarmbot.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.swarmbot.Seeds;
import io.swarmbot.store.ByteBudget;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntries;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.LogWindow;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.swarm.GroupCommitted;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.SwarmView;
import io.swarmbot.wire.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Those who want the same in the same form are served together, no more often than they want, and nothing is left over. */
class CohortTest {

    private static final String SWARM = "default";
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Cursor START = new Cursor("k3f9", 0);

    private final List<ByteBuf> framed = new ArrayList<>();
    private final AtomicInteger evaluations = new AtomicInteger();
    private final ByteBudget encoded = new ByteBudget(1 << 20);
    private final Feed feed = new Feed(
            SWARM,
            new MemoryStore(10_000, 64 << 20),
            new Empty(),
            new LogWindow(START, 10_000, 64 << 20, new ByteBudget(64 << 20)),
            released -> {});

    private record Empty() implements SwarmView {

        @Override
        public SwarmState state() {
            return SwarmState.empty(SWARM, new SwarmLimits(10, 10, 1_000), START);
        }

        @Override
        public CompletableFuture<SwarmState> reached(Cursor cursor) {
            throw new UnsupportedOperationException("nobody waits here");
        }
    }

    private Cohort cohort(Predicate<LogEntry> filter, Pace pace, long now) {
        Framing framing = messages -> {
            ByteBuf bytes = Unpooled.buffer();
            for (Message message : messages) {
                bytes.writeBytes(message.json()).writeByte('\n');
            }
            framed.add(bytes);
            return bytes;
        };
        return new Cohort(feed, new Cohort.Key(filter, pace, framing), Runnable::run, encoded, now);
    }

    private Cohort cohort(Predicate<LogEntry> filter) {
        return cohort(filter, Pace.UNLIMITED, 0);
    }

    private boolean counted(LogEntry entry) {
        evaluations.incrementAndGet();
        return entry.seq() % 2 == 0;
    }

    private void grow(int count) {
        Cursor from = feed.head();
        List<LogEntry> entries = LogEntries.after(from, count);
        feed.grew(new GroupCommitted(SWARM, from, from.plus(count), entries, true));
    }

    /** What the members are sent from there to the limit, as one of them. */
    private static long readOn(Cohort cohort, long from, List<String> messages) {
        long position = from;
        while (position < cohort.limit()) {
            Batch batch = cohort.after(position);
            assertThat(batch).isNotNull();
            assertThat(batch.from()).isEqualTo(position);
            if (batch.bytes() != null) {
                messages.addAll(batch.bytes().toString(UTF_8).lines().toList());
            }
            position = batch.to();
            batch.release();
        }
        return position;
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void withinAnySpanOfTimeThereAreNoMoreMessagesThanTheRateAllows(long seed) {
        Random random = Seeds.random("withinAnySpanOfTimeThereAreNoMoreMessagesThanTheRateAllows", seed);
        double rate = 0.5 + random.nextInt(40);
        long interval = (long) (SECOND / rate);
        Cohort cohort = cohort(entry -> true, Pace.of(rate), 0);
        List<Long> sentAt = new ArrayList<>();
        List<String> messages = new ArrayList<>();
        long alarm = Long.MAX_VALUE;
        long position = 0;

        for (long now = 0; sentAt.size() < 300; now += 1 + random.nextInt((int) (interval / 3))) {
            if (alarm <= now) {
                now = Math.min(now, alarm);
                alarm = Long.MAX_VALUE;
                cohort.alarmWentOff();
            } else {
                grow(1 + random.nextInt(5));
            }
            long wait = cohort.takeTurn(now);
            if (wait > 0) {
                assertThat(alarm).as("one alarm at a time").isEqualTo(Long.MAX_VALUE);
                alarm = now + wait;
                cohort.setAlarm(new CompletableFuture<>());
            }
            int before = messages.size();
            position = readOn(cohort, position, messages);
            for (int n = before; n < messages.size(); n++) {
                sentAt.add(now);
            }
            // It is never late either: what is due was told, or the alarm is set.
            assertThat(position == feed.head().seq() || alarm < Long.MAX_VALUE).isTrue();
        }

        for (int n = 1; n < sentAt.size(); n++) {
            assertThat(sentAt.get(n) - sentAt.get(n - 1)).isGreaterThanOrEqualTo(interval);
        }
    }

    @Test
    void whoGetsWhatIsConflatedGetsItWithoutDelayWhereNothingWasSentLately() {
        Cohort cohort = cohort(entry -> true, Pace.of(1), 0);
        grow(3);

        assertThat(cohort.takeTurn(1)).isZero();

        assertThat(cohort.limit()).isEqualTo(3);
        grow(1);
        assertThat(cohort.takeTurn(2)).isEqualTo(SECOND - 1);
        assertThat(cohort.limit()).isEqualTo(3);
    }

    @Test
    void aFilterIsAskedOnceAboutEachEventHoweverManyHaveIt() {
        Cohort cohort = cohort(this::counted);
        long[] positions = new long[100];
        for (int member = 0; member < positions.length; member++) {
            cohort.joined();
        }

        for (int pass = 0; pass < 50; pass++) {
            grow(20);
            cohort.takeTurn(pass);
            for (int member = 0; member < positions.length; member++) {
                List<String> messages = new ArrayList<>();
                positions[member] = readOn(cohort, positions[member], messages);
                assertThat(messages).hasSize(10);
            }
        }

        assertThat(evaluations).hasValue(1_000);
        assertThat(framed).hasSize(50);
    }

    @Test
    void whoCatchesUpTogetherIsServedTogether() {
        Cohort cohort = cohort(this::counted);
        cohort.joined();
        cohort.joined();
        grow(5_000);
        cohort.takeTurn(0);

        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        long one = 0;
        long other = 0;
        while (one < 5_000) {
            Batch batch = cohort.after(one);
            first.addAll(batch.bytes().toString(UTF_8).lines().toList());
            one = batch.to();
            batch.release();
            Batch same = cohort.after(other);
            second.addAll(same.bytes().toString(UTF_8).lines().toList());
            other = same.to();
            same.release();
        }

        assertThat(first).hasSize(2_500).isEqualTo(second);
        assertThat(evaluations.get()).isEqualTo(5_000);
    }

    @Test
    void whoCatchesUpFromDifferentPlacesMeetsAndIsServedTogetherFromThere() {
        Cohort cohort = cohort(entry -> true);
        cohort.joined();
        cohort.joined();
        grow(5_000);
        cohort.takeTurn(0);
        long one = 3;
        long other = 1_111;
        Set<Long> places = new HashSet<>();
        int shared = 0;

        while (one < 5_000 || other < 5_000) {
            Batch batch = cohort.after(Math.min(one, other));
            if (one < other) {
                one = batch.to();
            } else {
                other = batch.to();
            }
            shared += places.add(batch.to()) ? 0 : 1;
            batch.release();
        }

        assertThat(one).isEqualTo(other);
        assertThat(shared).isGreaterThan(places.size() / 2);
        assertThat(framed.size()).isLessThan(places.size() + 5);
    }

    @Test
    void whereMemoryIsShortStreamsGoOnInSmallPages() {
        Cohort plain = cohort(entry -> true);
        Cohort conflated = cohort(entry -> true, Pace.of(1), -2 * SECOND);
        List.of(plain, conflated).forEach(Cohort::joined);
        List.of(plain, conflated).forEach(Cohort::joined);
        grow(1_000);
        plain.takeTurn(0);
        conflated.takeTurn(0);
        encoded.add(2 << 20);

        List<String> messages = new ArrayList<>();
        assertThat(readOn(plain, 0, messages)).isEqualTo(1_000);
        readOn(conflated, 0, messages);

        assertThat(messages).hasSize(1_001);
        assertThat(framed).hasSizeGreaterThan(20).allMatch(bytes -> bytes.readableBytes() < 5_000);
        assertThat(framed).allMatch(bytes -> bytes.refCnt() == 0);
    }

    @Test
    void nothingIsRememberedForOneAlone() {
        Cohort cohort = cohort(entry -> true);
        cohort.joined();
        grow(10);
        cohort.takeTurn(0);

        cohort.after(0).release();

        assertThat(framed).hasSize(1).allMatch(bytes -> bytes.refCnt() == 0);
        assertThat(encoded.used()).isZero();
    }

    @Test
    void nothingMoreIsRememberedThanAllTogetherMay() {
        List<Cohort> cohorts = new ArrayList<>();
        grow(400);
        for (int n = 0; n < 100; n++) {
            Cohort cohort = cohort(entry -> true);
            cohort.joined();
            cohort.joined();
            cohorts.add(cohort);
            cohort.after(n).release();
        }

        long held = framed.stream().filter(bytes -> bytes.refCnt() > 0).count();
        assertThat(held).isBetween(5L, 50L);
        cohorts.forEach(Cohort::close);
        assertThat(framed).allMatch(bytes -> bytes.refCnt() == 0);
        assertThat(encoded.used()).isZero();
    }

    @Test
    void whatNobodyNeedsAnyMoreIsGivenBack() {
        Cohort cohort = cohort(entry -> true);
        cohort.joined();
        cohort.joined();
        for (int pass = 0; pass < 20; pass++) {
            grow(1);
            cohort.takeTurn(pass);
            cohort.after(pass).release();
        }
        assertThat(framed.stream().filter(bytes -> bytes.refCnt() > 0)).hasSize(8);

        cohort.forgetOld();

        assertThat(framed.stream().filter(bytes -> bytes.refCnt() > 0)).hasSize(1);
        cohort.close();
        assertThat(framed).allMatch(bytes -> bytes.refCnt() == 0);
        assertThat(encoded.used()).isZero();
    }

    @Test
    void whatWasEncodedOfALostHistoryIsNotHandedOn() {
        Cohort cohort = cohort(entry -> true);
        cohort.joined();
        cohort.joined();
        grow(5);
        cohort.takeTurn(0);
        cohort.after(2).release();

        feed.restart(new Cursor("other", 2));
        grow(1);
        cohort.takeTurn(1);

        List<String> messages = new ArrayList<>();
        readOn(cohort, 2, messages);
        assertThat(messages).hasSize(1).allMatch(line -> line.contains("other-3"));
    }
}
