package io.swarmbot.concurrent;

import jakarta.interceptor.Interceptor;

/**
 * When a part of the service starts: the priorities of observers of {@code StartupEvent} that may refuse the start. All
 * of them come before the scheduler. It would call the service once a second from then on, also while a start that was
 * refused takes everything down, and the stack traces of those calls would hide the one sentence that says why.
 */
public final class StartOrder {

    /** Settings are looked at before anything is opened: a start that is refused leaves nothing behind. */
    public static final int CHECKS = Interceptor.Priority.PLATFORM_BEFORE - 100;

    /** What keeps data is opened. The first calls of the scheduler use it. */
    public static final int STORES = Interceptor.Priority.PLATFORM_BEFORE - 1;

    private StartOrder() {}
}
