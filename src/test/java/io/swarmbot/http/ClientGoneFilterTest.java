package io.swarmbot.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Only that a client left is kept out of the log. */
class ClientGoneFilterTest {

    private static final String CONNECTIONS = "io.vertx.core.net.impl.ConnectionBase";

    private static boolean isLogged(String logger, @Nullable Throwable failure) {
        LogRecord entry = new LogRecord(Level.SEVERE, "it failed");
        entry.setLoggerName(logger);
        entry.setThrown(failure);
        return new ClientGoneFilter().isLoggable(entry);
    }

    @Test
    void clientThatLeftIsNoError() {
        assertThat(isLogged(CONNECTIONS, new IOException("Broken pipe"))).isFalse();
        assertThat(isLogged(CONNECTIONS, new IOException("Connection reset by peer")))
                .isFalse();
        assertThat(isLogged(CONNECTIONS, new ClosedChannelException())).isFalse();
    }

    @Test
    void everyOtherFailureIsLogged() {
        assertThat(isLogged(CONNECTIONS, new IOException("Input/output error"))).isTrue();
        assertThat(isLogged(CONNECTIONS, new IOException())).isTrue();
        assertThat(isLogged(CONNECTIONS, new IllegalStateException("Broken pipe")))
                .isTrue();
        assertThat(isLogged(CONNECTIONS, null)).isTrue();
        assertThat(isLogged("io.swarmbot.files", new IOException("Broken pipe")))
                .isTrue();
    }
}
