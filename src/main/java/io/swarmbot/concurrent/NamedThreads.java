package io.swarmbot.concurrent;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes daemon threads that are called {@code <prefix>-1}, {@code <prefix>-2} and so on, so that a thread dump says
 * whose they are. A daemon thread does not keep the process alive.
 *
 * <p>Thread-safety: any thread.
 */
public final class NamedThreads implements ThreadFactory {

    private final String prefix;
    private final AtomicInteger made = new AtomicInteger();

    public NamedThreads(String prefix) {
        this.prefix = prefix;
    }

    @Override
    public Thread newThread(Runnable work) {
        Thread thread = new Thread(work, prefix + "-" + made.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
