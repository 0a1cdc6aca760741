package io.swarmbot.http;

import io.vertx.core.http.HttpMethod;
import java.util.Set;

/** The methods that only read (RFC 9110, 9.2.1), as far as the service takes them. */
public final class SafeMethods {

    private static final Set<HttpMethod> ALL = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private SafeMethods() {}

    public static boolean contains(HttpMethod method) {
        return ALL.contains(method);
    }
}
