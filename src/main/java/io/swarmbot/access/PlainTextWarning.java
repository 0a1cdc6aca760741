package io.swarmbot.access;

import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Warns once, after the start, if others can read the tokens on their way: the service takes requests without TLS on an
 * address that other machines may reach, and there is no proxy that could have ended TLS. Warns as well if whoever
 * reaches the service could pass for that proxy.
 */
@ApplicationScoped
class PlainTextWarning {

    private static final Logger LOG = System.getLogger(PlainTextWarning.class.getName());

    private final boolean hasLogin;
    private final boolean takesRequests;
    private final boolean isBehindProxy;
    private final boolean isProxyKnown;

    PlainTextWarning(
            SecuritySettings settings,
            @ConfigProperty(name = "quarkus.http.insecure-requests", defaultValue = "enabled") String insecureRequests,
            @ConfigProperty(name = "quarkus.http.proxy.proxy-address-forwarding", defaultValue = "false")
                    boolean isBehindProxy,
            @ConfigProperty(name = "quarkus.http.proxy.trusted-proxies") Optional<List<String>> trustedProxies) {
        this.hasLogin = settings.mode() != SecurityMode.OPEN;
        // Otherwise the port is shut, or tells clients to use the other one.
        this.takesRequests = insecureRequests.equalsIgnoreCase("enabled");
        this.isBehindProxy = isBehindProxy;
        this.isProxyKnown = trustedProxies.isPresent();
    }

    /** The port without TLS is open. */
    void check(@ObservesAsync HttpServerStart start) {
        warning(start.options().getHost()).ifPresent(text -> LOG.log(Level.WARNING, text));
    }

    /** @param address on which the service takes requests without TLS */
    Optional<String> warning(String address) {
        if (!hasLogin || !takesRequests || StartCheck.isLoopback(address)) {
            return Optional.empty();
        }
        if (!isBehindProxy) {
            return Optional.of("quarkus.http.host is '" + address + "', and requests come without TLS: whoever is on"
                    + " their way can read the tokens. Give the service a certificate (quarkus.tls.key-store.pem.0.cert,"
                    + " quarkus.tls.key-store.pem.0.key and quarkus.http.insecure-requests=disabled), or put a proxy that"
                    + " ends TLS in front of it and name it (quarkus.http.proxy.proxy-address-forwarding=true and"
                    + " quarkus.http.proxy.trusted-proxies)");
        }
        if (!isProxyKnown) {
            return Optional.of("quarkus.http.proxy.proxy-address-forwarding is true, and"
                    + " quarkus.http.proxy.trusted-proxies is not set: whoever reaches '" + address
                    + "' can pass for the proxy and name any address of a client. Name the addresses of the proxy");
        }
        return Optional.empty();
    }
}
