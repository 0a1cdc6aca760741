package io.swarmbot.testing;

import io.swarmbot.concurrent.Ticker;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A timer whose alarms ring on the thread of the test, when the test has moved the ticker and says so. */
public final class ManualTimer extends ScheduledThreadPoolExecutor {

    private final Ticker ticker;
    private final PriorityQueue<Alarm<?>> alarms = new PriorityQueue<>();
    private long count;

    public ManualTimer(Ticker ticker) {
        super(0);
        this.ticker = ticker;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
        return schedule(Executors.callable(work), delay, unit);
    }

    @Override
    public synchronized <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
        Alarm<V> alarm = new Alarm<>(work, ticker.nanos() + unit.toNanos(delay), count++);
        alarms.add(alarm);
        return alarm;
    }

    /** Rings the alarms whose time has come, and those that they set for a time that has come, too. */
    public void ring() {
        for (Alarm<?> next = nextDue(); next != null; next = nextDue()) {
            next.run();
        }
    }

    private synchronized Alarm<?> nextDue() {
        Alarm<?> first = alarms.peek();
        return first == null || first.getDelay(TimeUnit.NANOSECONDS) > 0 ? null : alarms.poll();
    }

    private final class Alarm<V> extends FutureTask<V> implements ScheduledFuture<V> {

        private final long atNanos;
        private final long number;

        Alarm(Callable<V> work, long atNanos, long number) {
            super(work);
            this.atNanos = atNanos;
            this.number = number;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(atNanos - ticker.nanos(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            Alarm<?> alarm = (Alarm<?>) other;
            return atNanos == alarm.atNanos ? Long.compare(number, alarm.number) : atNanos - alarm.atNanos < 0 ? -1 : 1;
        }
    }
}
