package io.swarmbot.http;

import io.quarkus.logging.LoggingFilter;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Keeps out of the log that a client left in the middle of a file. The library logs that as an error with its stack,
 * wherever else it is told.
 *
 * <p>Thread-safety: any thread.
 */
@LoggingFilter(name = "client-gone")
public final class ClientGoneFilter implements Filter {

    private static final String LOGGER = "io.vertx.core.net.impl.ConnectionBase";
    private static final List<String> REASONS = List.of("Broken pipe", "Connection reset");

    @Override
    public boolean isLoggable(LogRecord entry) {
        return !LOGGER.equals(entry.getLoggerName())
                || !(entry.getThrown() instanceof IOException failure)
                || !saysThatTheClientIsGone(failure);
    }

    private static boolean saysThatTheClientIsGone(IOException failure) {
        return failure instanceof ClosedChannelException
                || REASONS.stream().anyMatch(String.valueOf(failure.getMessage())::startsWith);
    }
}
