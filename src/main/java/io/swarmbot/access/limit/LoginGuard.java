package io.swarmbot.access.limit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.text.Sha256;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Makes failed logins slow. Two things are counted: how often an address failed with the same credentials, and how
 * often it failed at all. The first stops a program whose token is good no longer, and nobody else behind the same
 * address. The second, which allows ten times as many, stops whoever tries one token after another. During a pause the
 * credentials are not looked at, so the answer does not tell whether they are good.
 *
 * <p>Thread-safety: any thread.
 */
@Singleton
public class LoginGuard {

    /** So many programs with a bad token may there be behind one address until all of them have to wait. */
    private static final int PROGRAMS = 10;

    /** An address, and the first half of the SHA-256 of the credentials that it showed. */
    private record Attempt(String address, long high, long low) {}

    private final FailedLogins<Attempt> sameAgain;
    private final FailedLogins<String> addresses;
    private final Counter refused;

    public LoginGuard(LimitSettings settings, Ticker ticker, MeterRegistry meters) {
        LimitSettings.PerAddress address = settings.perAddress();
        int free = address.failedLogins();
        Duration first = address.failedLoginPause();
        Duration longest = address.failedLoginPauseAtMost();
        this.sameAgain = new FailedLogins<>(ticker, free, first, longest);
        this.addresses = new FailedLogins<>(ticker, PROGRAMS * free, first, longest);
        this.refused = Refused.counter(meters, "address_logins");
    }

    /**
     * Requires that the credentials of a request may be looked at. To be called before they are.
     *
     * @param credentials gives all of them, as they were sent, or an empty text if there are none; not asked while
     *     nobody failed
     * @throws Rejection {@code rate_limited} during a pause
     */
    public void requireOpen(HttpServerRequest request, Supplier<String> credentials) {
        if (addresses.isEmpty()) {
            return;
        }
        String address = Addresses.nameOf(request.remoteAddress());
        long nanos =
                Math.max(addresses.nanosClosed(address), sameAgain.nanosClosed(attempt(address, credentials.get())));
        if (nanos > 0) {
            refused.increment();
            throw new Rejection(
                    ErrorCode.RATE_LIMITED,
                    "too many logins from this address have failed; credentials are not looked at now",
                    Duration.ofNanos(nanos));
        }
    }

    /** The credentials of a request were good. */
    public void noteGood(HttpServerRequest request, Supplier<String> credentials) {
        if (!addresses.isEmpty()) {
            String address = Addresses.nameOf(request.remoteAddress());
            addresses.succeedAfterPause(address);
            sameAgain.succeed(attempt(address, credentials.get()));
        }
    }

    /** The credentials of a request were not good, if that is what the rejection says. None at all are no attempt. */
    public void noteBad(HttpServerRequest request, Supplier<String> credentials, Rejection rejection) {
        if (rejection.code() != ErrorCode.UNAUTHENTICATED) {
            return;
        }
        String shown = credentials.get();
        if (!shown.isEmpty()) {
            String address = Addresses.nameOf(request.remoteAddress());
            addresses.fail(address);
            sameAgain.fail(attempt(address, shown));
        }
    }

    private static Attempt attempt(String address, String credentials) {
        ByteBuffer hash = ByteBuffer.wrap(Sha256.of(credentials));
        return new Attempt(address, hash.getLong(), hash.getLong());
    }
}
