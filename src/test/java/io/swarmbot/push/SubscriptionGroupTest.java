package io.swarmbot.push;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.swarmbot.Seeds;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.coordinator.GroupCommitted;
import io.swarmbot.coordinator.SwarmView;
import io.swarmbot.store.ByteBudget;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.LogEntries;
import io.swarmbot.store.LogEntry;
import io.swarmbot.store.LogWindow;
import io.swarmbot.store.memory.MemoryStore;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmState;
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

/** Members of a group are served together, no more often than they asked for, and every buffer is given back. */
class SubscriptionGroupTest {

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
            Ticker.system(),
            new StreamReports(new SimpleMeterRegistry()),
            released -> {});

    private final NewsFinder finder = new NewsFinder(feed);

    private record Empty() implements SwarmView {

        @Override
        public SwarmState state() {
            return SwarmState.empty(SWARM, new SwarmLimits(10, 10, 1_000), START);
        }

        @Override
        public CompletableFuture<SwarmState> reached(Cursor cursor) {
            throw new UnsupportedOperationException("nobody waits here");
        }

        @Override
        public void release() {}
    }

    private SubscriptionGroup group(Predicate<LogEntry> filter, Pace pace, long now) {
        Framing framing = messages -> {
            ByteBuf bytes = Unpooled.buffer();
            for (Message message : messages) {
                bytes.writeBytes(message.json()).writeByte('\n');
            }
            framed.add(bytes);
            return bytes;
        };
        SubscriptionGroup group = new SubscriptionGroup(
                feed, finder, new SubscriptionGroup.Key(filter, pace, framing), Runnable::run, encoded, now);
        finder.add(group);
        return group;
    }

    private SubscriptionGroup group(Predicate<LogEntry> filter) {
        return group(filter, Pace.UNLIMITED, 0);
    }

    private boolean counted(LogEntry entry) {
        evaluations.incrementAndGet();
        return entry.seq() % 2 == 0;
    }

    private void grow(int count) {
        Cursor from = feed.head();
        List<LogEntry> entries = LogEntries.after(from, count);
        feed.grow(new GroupCommitted(SWARM, from, from.plus(count), entries, true));
    }

    /** Reads from that place to the limit, as one member does, and adds what it is sent. */
    private long readOn(SubscriptionGroup group, long from, List<String> messages) {
        long position = from;
        while (position < group.limit()) {
            EncodedRange range = group.after(feed.at(position));
            assertThat(range).isNotNull();
            assertThat(range.from().seq()).isEqualTo(position);
            if (range.bytes() != null) {
                messages.addAll(range.bytes().toString(UTF_8).lines().toList());
            }
            position = range.to().seq();
            range.release();
        }
        return position;
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void groupSendsNoMoreMessagesThanItsRateAllows(long seed) {
        Random random = Seeds.random("groupSendsNoMoreMessagesThanItsRateAllows", seed);
        double rate = 0.5 + random.nextInt(40);
        long interval = (long) (SECOND / rate);
        SubscriptionGroup group = group(entry -> true, Pace.of(rate), 0);
        List<Long> sentAt = new ArrayList<>();
        List<String> messages = new ArrayList<>();
        long alarm = Long.MAX_VALUE;
        long position = 0;

        for (long now = 0; sentAt.size() < 300; now += 1 + random.nextInt((int) (interval / 3))) {
            if (alarm <= now) {
                now = Math.min(now, alarm);
                alarm = Long.MAX_VALUE;
                group.clearAlarm();
            } else {
                grow(1 + random.nextInt(5));
            }
            long wait = group.takeTurn(now) ? 0 : group.nanosToAlarm(now);
            if (wait > 0) {
                assertThat(alarm).as("one alarm at a time").isEqualTo(Long.MAX_VALUE);
                alarm = now + wait;
                group.setAlarm(new CompletableFuture<>());
            }
            int before = messages.size();
            position = readOn(group, position, messages);
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
    void groupWithARateSendsAtOnceAfterAPause() {
        SubscriptionGroup group = group(entry -> true, Pace.of(1), 0);
        grow(3);

        assertThat(group.takeTurn(1)).isTrue();

        assertThat(group.limit()).isEqualTo(3);
        grow(1);
        assertThat(group.takeTurn(2)).isFalse();
        assertThat(group.nanosToAlarm(2)).isEqualTo(SECOND - 1);
        assertThat(group.limit()).isEqualTo(3);
    }

    @Test
    void filterIsAppliedOnceToEachEventForAllMembers() {
        SubscriptionGroup group = group(this::counted);
        long[] positions = new long[100];
        for (int member = 0; member < positions.length; member++) {
            group.addMember();
        }

        for (int pass = 0; pass < 50; pass++) {
            grow(20);
            group.takeTurn(pass);
            for (int member = 0; member < positions.length; member++) {
                List<String> messages = new ArrayList<>();
                positions[member] = readOn(group, positions[member], messages);
                assertThat(messages).hasSize(10);
            }
        }

        assertThat(evaluations).hasValue(1_000);
        assertThat(framed).hasSize(50);
    }

    @Test
    void membersThatCatchUpTogetherShareRanges() {
        SubscriptionGroup group = group(this::counted);
        group.addMember();
        group.addMember();
        grow(5_000);
        group.takeTurn(0);

        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        long one = 0;
        long other = 0;
        while (one < 5_000) {
            EncodedRange range = group.after(feed.at(one));
            first.addAll(range.bytes().toString(UTF_8).lines().toList());
            one = range.to().seq();
            range.release();
            EncodedRange same = group.after(feed.at(other));
            second.addAll(same.bytes().toString(UTF_8).lines().toList());
            other = same.to().seq();
            same.release();
        }

        assertThat(first).hasSize(2_500).isEqualTo(second);
        assertThat(evaluations.get()).isEqualTo(5_000);
    }

    @Test
    void membersThatCatchUpFromDifferentPlacesMeetAndShareRanges() {
        SubscriptionGroup group = group(entry -> true);
        group.addMember();
        group.addMember();
        grow(5_000);
        group.takeTurn(0);
        long one = 3;
        long other = 1_111;
        Set<Long> places = new HashSet<>();
        int shared = 0;

        while (one < 5_000 || other < 5_000) {
            EncodedRange range = group.after(feed.at(Math.min(one, other)));
            if (one < other) {
                one = range.to().seq();
            } else {
                other = range.to().seq();
            }
            shared += places.add(range.to().seq()) ? 0 : 1;
            range.release();
        }

        assertThat(one).isEqualTo(other);
        assertThat(shared).isGreaterThan(places.size() / 2);
        assertThat(framed.size()).isLessThan(places.size() + 5);
    }

    @Test
    void groupReadsSmallPagesIfMemoryIsShort() {
        SubscriptionGroup plain = group(entry -> true);
        SubscriptionGroup conflated = group(entry -> true, Pace.of(1), -2 * SECOND);
        List.of(plain, conflated).forEach(SubscriptionGroup::addMember);
        List.of(plain, conflated).forEach(SubscriptionGroup::addMember);
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
    void groupOfOneKeepsNoRange() {
        SubscriptionGroup group = group(entry -> true);
        group.addMember();
        grow(10);
        group.takeTurn(0);

        group.after(feed.at(0)).release();

        assertThat(framed).hasSize(1).allMatch(bytes -> bytes.refCnt() == 0);
        assertThat(encoded.used()).isZero();
    }

    @Test
    void groupsKeepRangesWithinTheirSharedBudget() {
        List<SubscriptionGroup> groups = new ArrayList<>();
        grow(400);
        for (int n = 0; n < 100; n++) {
            SubscriptionGroup group = group(entry -> true);
            group.addMember();
            group.addMember();
            groups.add(group);
            group.after(feed.at(n)).release();
        }

        long held = framed.stream().filter(bytes -> bytes.refCnt() > 0).count();
        assertThat(held).isBetween(5L, 50L);
        groups.forEach(SubscriptionGroup::close);
        assertThat(framed).allMatch(bytes -> bytes.refCnt() == 0);
        assertThat(encoded.used()).isZero();
    }

    @Test
    void groupReleasesOldRanges() {
        SubscriptionGroup group = group(entry -> true);
        group.addMember();
        group.addMember();
        for (int pass = 0; pass < 20; pass++) {
            grow(1);
            group.takeTurn(pass);
            group.after(feed.at(pass)).release();
        }
        assertThat(framed.stream().filter(bytes -> bytes.refCnt() > 0)).hasSize(8);

        group.releaseOld();

        assertThat(framed.stream().filter(bytes -> bytes.refCnt() > 0)).hasSize(1);
        group.close();
        assertThat(framed).allMatch(bytes -> bytes.refCnt() == 0);
        assertThat(encoded.used()).isZero();
    }

    @Test
    void groupDropsRangesOfALostLife() {
        SubscriptionGroup group = group(entry -> true);
        group.addMember();
        group.addMember();
        grow(5);
        group.takeTurn(0);
        group.after(feed.at(2)).release();

        feed.restart(new Cursor("other", 2));
        grow(1);
        group.takeTurn(1);

        List<String> messages = new ArrayList<>();
        readOn(group, 2, messages);
        assertThat(messages).hasSize(1).allMatch(line -> line.contains("other-3"));
    }

    /** The groups among these that have news. */
    private Set<SubscriptionGroup> look(SubscriptionGroup... groups) {
        Set<SubscriptionGroup> found = new HashSet<>();
        finder.look(List.of(groups), found::add);
        assertThat(found).allMatch(SubscriptionGroup::hasNews);
        return found;
    }

    private static void endTurn(SubscriptionGroup group) {
        assertThat(group.takeTurn(0)).isTrue();
        group.endTurn();
    }

    @Test
    void membersHaveNoTurnForEventsThatNoneOfThemWants() {
        SubscriptionGroup group = group(entry -> entry.seq() % 100 == 0);
        grow(99);
        assertThat(look(group)).isEmpty();
        assertThat(group.afterQuiet(feed.at(0))).isEqualTo(feed.at(99));
        assertThat(group.afterQuiet(feed.at(50))).isEqualTo(feed.at(99));

        grow(1);
        assertThat(look(group)).containsExactly(group);
        assertThat(group.afterQuiet(feed.at(0))).as("the event is behind it").isEqualTo(feed.at(99));
        endTurn(group);
        assertThat(look(group)).as("the members had their turn").isEmpty();

        grow(50);
        assertThat(look(group)).isEmpty();
        assertThat(group.afterQuiet(feed.at(99))).as("a member that lags").isEqualTo(feed.at(99));
        assertThat(group.afterQuiet(feed.at(100))).isEqualTo(feed.at(150));
    }

    @Test
    void newsStayNewsUntilTheMembersHadTheirTurn() {
        SubscriptionGroup group = group(entry -> entry.seq() == 10);
        grow(10);
        look(group);
        grow(10);

        assertThat(look(group)).as("found before").isEmpty();

        assertThat(group.hasNews()).isTrue();
        assertThat(group.afterQuiet(feed.at(3))).isEqualTo(feed.at(9));
        assertThat(group.afterQuiet(feed.at(15))).isEqualTo(feed.at(15));
    }

    @Test
    void everyEventIsNewsToThoseWhoWantAll() {
        SubscriptionGroup group = group(entry -> true);
        assertThat(look(group)).isEmpty();
        for (int n = 0; n < 3; n++) {
            grow(1);
            assertThat(look(group)).containsExactly(group);
            endTurn(group);
        }
    }

    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void groupsHaveNewsExactlyIfTheirFilterTakesAnEvent(long seed) {
        Random random = Seeds.random("groupsHaveNewsExactlyIfTheirFilterTakesAnEvent", seed);
        List<SubscriptionGroup> groups = new ArrayList<>();
        for (int n = 0; n < 200; n++) {
            groups.add(group(new Filter(some(random, "type", 3), some(random, "agent", 6), some(random, "task", 6))));
        }
        for (int n = 0; n < 300; n++) {
            if (random.nextInt(20) == 0) {
                finder.remove(groups.remove(random.nextInt(groups.size())));
            }
            Cursor from = feed.head();
            List<LogEntry> entries = new ArrayList<>();
            for (int count = 1 + random.nextInt(3); count > 0; count--) {
                entries.add(new LogEntry(
                        from.plus(entries.size() + 1),
                        "type" + random.nextInt(3),
                        random.nextBoolean() ? "agent" + random.nextInt(6) : null,
                        random.nextBoolean() ? "task" + random.nextInt(6) : null,
                        "replica",
                        new byte[0]));
            }
            feed.grow(new GroupCommitted(SWARM, from, from.plus(entries.size()), entries, true));

            Set<SubscriptionGroup> found = look(groups.toArray(SubscriptionGroup[]::new));

            assertThat(found)
                    .isEqualTo(new HashSet<>(groups.stream()
                            .filter(each -> entries.stream().anyMatch(each.key().filter()))
                            .toList()));
            found.forEach(SubscriptionGroupTest::endTurn);
        }
    }

    private static Set<String> some(Random random, String name, int kinds) {
        Set<String> some = new HashSet<>();
        for (int n = random.nextInt(3); n > 0; n--) {
            some.add(name + random.nextInt(kinds));
        }
        return some;
    }

    @Test
    void whatIsNoLongerInMemoryOrOfAnotherLifeIsNews() {
        SubscriptionGroup group = group(entry -> false);
        grow(10);
        assertThat(look(group)).isEmpty();

        feed.restart(new Cursor("k3fa", 7));
        assertThat(group.afterQuiet(new Cursor("k3f9", 5))).isEqualTo(new Cursor("k3f9", 5));
        assertThat(look(group)).containsExactly(group);
        assertThat(group.afterQuiet(feed.at(3))).isEqualTo(feed.at(3));
        endTurn(group);

        Cursor from = feed.head().plus(5);
        feed.grow(new GroupCommitted(SWARM, from, from.plus(3), LogEntries.after(from, 3), true));
        assertThat(look(group)).as("five events came from elsewhere").containsExactly(group);
    }
}
