package io.swarmbot.access;

import io.swarmbot.grant.AccessToken;
import io.swarmbot.grant.TokenText;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.time.Duration;

/**
 * The cookie of a session (RFC 6265bis). No script of a page can read it, and no page of another site makes a browser
 * send it.
 *
 * @param isSecure whether the browser keeps it from plain HTTP
 */
public record SessionCookie(boolean isSecure) {

    private static final String ATTRIBUTES = "; Path=/; HttpOnly; SameSite=Strict";

    /** Removes the cookie from the browser. */
    public static final String REMOVED = Credential.COOKIE + "=" + ATTRIBUTES + "; Max-Age=0";

    /**
     * The cookie for a browser that sends this request.
     *
     * @throws Rejection {@code forbidden} if others could read the cookie on its way: the request came over plain HTTP,
     *     and not from the same machine
     */
    public static SessionCookie of(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        boolean isSameMachine = authority != null && HostNames.isOfClient(authority.host());
        if (!isSameMachine && !request.isSSL()) {
            throw new Rejection(
                    ErrorCode.FORBIDDEN,
                    "a session over plain http could be read on its way; use https, or localhost on the same machine."
                            + " Behind a proxy that ends TLS, set quarkus.http.proxy.proxy-address-forwarding=true and"
                            + " quarkus.http.proxy.allow-x-forwarded=true");
        }
        return new SessionCookie(!isSameMachine);
    }

    /** The value of {@code Set-Cookie} for a session. */
    public String with(TokenText text, AccessToken session) {
        long seconds = session.expiresAt() == null
                ? 0
                : Duration.between(session.createdAt(), session.expiresAt()).toSeconds();
        return Credential.COOKIE + "=" + text.reveal() + ATTRIBUTES + "; Max-Age=" + seconds
                + (isSecure ? "; Secure" : "");
    }
}
