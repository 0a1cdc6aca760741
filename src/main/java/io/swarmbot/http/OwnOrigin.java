package io.swarmbot.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells the pages of this service from those of others by the header {@code Origin}. */
public final class OwnOrigin {

    private static final Pattern ORIGIN =
            Pattern.compile("(?<scheme>https?)://(?<host>\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:(?<port>[0-9]{1,5}))?");

    private OwnOrigin() {}

    /**
     * Compares as browsers write an origin (RFC 6454, 6.2): scheme, host and port, and nothing else. So one with a path
     * or user information is foreign.
     */
    public static boolean isOwn(HttpServerRequest request, String origin) {
        HostAndPort own = request.authority();
        String scheme = scheme(request);
        Matcher matcher = ORIGIN.matcher(origin);
        if (own == null || !matcher.matches()) {
            return false;
        }
        String port = matcher.group("port");
        return scheme.equals(matcher.group("scheme"))
                && own.host().equalsIgnoreCase(matcher.group("host"))
                && port(scheme, own.port()) == port(scheme, port == null ? -1 : Integer.parseInt(port));
    }

    /** How the client came, as far as a proxy that is trusted says so. */
    public static String scheme(HttpServerRequest request) {
        return request.isSSL() ? "https" : "http";
    }

    private static int port(String scheme, int said) {
        if (said > 0) {
            return said;
        }
        return scheme.equals("https") ? 443 : 80;
    }
}
