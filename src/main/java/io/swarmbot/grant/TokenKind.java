package io.swarmbot.grant;

import io.swarmbot.text.WireNames;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a token is for, and so how long it lasts. */
public enum TokenKind {
    /** Of a program or a person. It may last for ever. */
    TOKEN,
    /** Of one browser. It has an end. */
    SESSION,
    /** For one use, within 30 s after it was made. */
    TICKET;

    private static final Duration TICKET_LIFE = Duration.ofSeconds(30);
    private static final Duration SKEW = Duration.ofSeconds(30);

    private final String wireName = WireNames.of(this);

    public String wireName() {
        return wireName;
    }

    /** @throws InvalidValue if there is no kind of that name; the message lists the kinds */
    public static TokenKind parse(String name) {
        return WireNames.find(values(), name, TokenKind::wireName)
                .orElseThrow(() -> InvalidValue.unknown(
                        "kind", name, Arrays.stream(values()).map(TokenKind::wireName)));
    }

    /** Whether a token of this kind must say when it expires. */
    public boolean mustExpire() {
        return this != TOKEN;
    }

    /** The longest time from being made to expiry; null if there is no limit. */
    public @Nullable Duration longestLife() {
        return this == TICKET ? TICKET_LIFE : null;
    }

    /**
     * How long a token is still taken after it expired, because the clocks of replicas differ. A ticket gets no such
     * time, which would double its life.
     */
    public Duration clockSkew() {
        return this == TICKET ? Duration.ZERO : SKEW;
    }
}
