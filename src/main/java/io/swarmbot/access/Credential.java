package io.swarmbot.access;

import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.swarmbot.grant.TokenKind;
import io.swarmbot.grant.TokenText;
import io.swarmbot.http.OwnOrigin;
import io.swarmbot.http.QueryParameters;
import io.swarmbot.http.SafeMethods;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a request says who sends it: a token in the header {@code Authorization}, a ticket in the query, or a session in
 * the cookie. A browser sends the cookie by itself, so it counts only if there is neither of the others.
 *
 * @param kind what the text has to be
 * @param text as it was sent
 */
record Credential(TokenKind kind, String text) {

    /** The name of the cookie of a session. */
    static final String COOKIE = "swarmbot_session";

    private static final String SCHEME = "Bearer ";
    private static final String TOKEN_BEGINNING = "sbt_";
    /** "{" and a quote, in Base64: how the header of a JWT begins. */
    private static final String JWT_BEGINNING = "eyJ";

    private static final Pattern JWT = Pattern.compile(JWT_BEGINNING + "[\\w-]+\\.[\\w-]+\\.[\\w-]*");

    /**
     * Finds the credential of a request.
     *
     * @throws Rejection {@code unauthenticated} if there is none, or more than one; {@code forbidden_origin} if another
     *     page may have made a browser send the cookie
     */
    static Credential of(HttpServerRequest request) {
        List<String> headers = request.headers().getAll(HttpHeaders.AUTHORIZATION);
        String ticket = ticketOf(request);
        if (headers.size() + (ticket == null ? 0 : 1) > 1) {
            throw new Rejection(ErrorCode.UNAUTHENTICATED, "there is more than one login in this request");
        }
        if (!headers.isEmpty()) {
            return new Credential(TokenKind.TOKEN, bearer(headers.get(0)));
        }
        if (ticket != null) {
            return new Credential(TokenKind.TICKET, ticket);
        }
        return cookie(request)
                .orElseThrow(() ->
                        new Rejection(ErrorCode.UNAUTHENTICATED, "a token is due: Authorization: Bearer sbt_..."));
    }

    /**
     * Requires that the query can be read, before anybody logs it with what is in it.
     *
     * @throws Rejection {@code bad_parameter}
     */
    static void requireReadable(HttpServerRequest request) {
        @Nullable String query = request.query();
        if (query != null && query.indexOf('%') >= 0) {
            parameters(request);
        }
    }

    /** All that a request shows to log in, good or not, to tell one attempt from another; empty if there is nothing. */
    static String shown(HttpServerRequest request) {
        List<String> headers = request.headers().getAll(HttpHeaders.AUTHORIZATION);
        if (headers.size() == 1 && request.query() == null) {
            return headers.get(0);
        }
        List<String> shown = new ArrayList<>(headers);
        if (request.query() != null) {
            shown.addAll(parameters(request).getAll(QueryParameters.TICKET));
        }
        if (shown.isEmpty()) {
            cookies(request).forEach(cookie -> shown.add(cookie.value()));
        }
        return String.join("\n", shown);
    }

    /**
     * The credential of a request that shows its token in a message behind it.
     *
     * @throws Rejection {@code unauthenticated} if the request has a login as well; a cookie does not count beside the
     *     token
     */
    static Credential inMessage(HttpServerRequest request, String token) {
        if (request.headers().contains(HttpHeaders.AUTHORIZATION) || ticketOf(request) != null) {
            throw new Rejection(ErrorCode.UNAUTHENTICATED, "there is a login in the request, and another one in auth");
        }
        return new Credential(TokenKind.TOKEN, token);
    }

    /** The token; empty if the text is none. */
    Optional<TokenText> token() {
        return TokenText.parse(text);
    }

    /** What stands behind the scheme; empty if it is another scheme. */
    static String bearer(String header) {
        boolean isBearer = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        return isBearer ? header.substring(SCHEME.length()).strip() : "";
    }

    private static @Nullable String ticketOf(HttpServerRequest request) {
        @Nullable String query = request.query();
        if (query == null
                || !query.contains(QueryParameters.TICKET)
                        && !query.contains(TOKEN_BEGINNING)
                        && !query.contains(JWT_BEGINNING)) {
            return null;
        }
        MultiMap parameters = parameters(request);
        List<String> tickets = parameters.getAll(QueryParameters.TICKET);
        boolean isTokenElsewhere = parameters.entries().stream()
                .anyMatch(each -> !each.getKey().equals(QueryParameters.TICKET) && isToken(each.getValue()));
        if (isTokenElsewhere) {
            throw new Rejection(
                    ErrorCode.UNAUTHENTICATED,
                    "a token is in the query, where logs keep it: revoke it, and send another one in Authorization");
        }
        if (tickets.size() > 1) {
            throw new Rejection(ErrorCode.UNAUTHENTICATED, "there is more than one ticket");
        }
        return tickets.isEmpty() ? null : tickets.get(0);
    }

    /** @throws Rejection {@code bad_parameter}, before anybody logs the query with what is in it */
    private static MultiMap parameters(HttpServerRequest request) {
        try {
            return request.params();
        } catch (IllegalArgumentException notEncoded) {
            throw new Rejection(ErrorCode.BAD_PARAMETER, "the query is not in percent-encoding");
        }
    }

    private static boolean isToken(String text) {
        return text.startsWith(TOKEN_BEGINNING) || JWT.matcher(text).matches();
    }

    private static Optional<Credential> cookie(HttpServerRequest request) {
        List<Cookie> cookies = cookies(request);
        if (cookies.size() > 1) {
            throw new Rejection(ErrorCode.UNAUTHENTICATED, "there is more than one cookie " + COOKIE);
        }
        if (cookies.isEmpty()) {
            return Optional.empty();
        }
        requireOwnPage(request);
        return Optional.of(new Credential(TokenKind.SESSION, cookies.get(0).value()));
    }

    /** Not those that the request knows: it keeps one of two cookies with the same name. */
    private static List<Cookie> cookies(HttpServerRequest request) {
        return request.headers().getAll(HttpHeaders.COOKIE).stream()
                .flatMap(header -> ServerCookieDecoder.STRICT.decodeAll(header).stream())
                .filter(cookie -> cookie.name().equals(COOKIE))
                .toList();
    }

    /**
     * Requires for a change, and for a WebSocket, that a page of this service sends it. Browsers say so in
     * {@code Origin}, or in {@code Sec-Fetch-Site}, which no page can set (Fetch Metadata Request Headers).
     */
    private static void requireOwnPage(HttpServerRequest request) {
        boolean isUpgrade = request.headers().contains(HttpHeaders.UPGRADE);
        if (SafeMethods.contains(request.method()) && !isUpgrade) {
            return;
        }
        @Nullable String origin = request.getHeader(HttpHeaders.ORIGIN);
        boolean isOwn = origin == null
                ? "same-origin".equals(request.getHeader("Sec-Fetch-Site"))
                : OwnOrigin.isOwn(request, origin);
        if (!isOwn) {
            throw new Rejection(
                    ErrorCode.FORBIDDEN_ORIGIN,
                    "with a cookie, changes and WebSockets are only taken from pages of this service; a program sends"
                            + " Authorization: Bearer sbt_...");
        }
    }
}
