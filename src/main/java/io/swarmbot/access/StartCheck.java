package io.swarmbot.access;

import io.netty.util.NetUtil;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Ends the start, before the port is opened, if others could reach the service without anybody having allowed it. It
 * checks the address of an application that has SwarmBot inside just the same.
 */
@ApplicationScoped
class StartCheck {

    /** Before the store is opened: a start that is refused leaves nothing behind. */
    private static final int FIRST = Interceptor.Priority.PLATFORM_BEFORE - 100;

    private static final String MEANING = "there is no login, so whoever reaches the service may read everything, give"
            + " every command and delete swarms";

    private static final Logger LOG = System.getLogger(StartCheck.class.getName());

    private final String address;
    private final SecuritySettings settings;
    private final Logins logins;

    StartCheck(@ConfigProperty(name = "quarkus.http.host") String address, SecuritySettings settings, Logins logins) {
        this.logins = logins;
        this.address = address;
        this.settings = settings;
    }

    /** @throws ConfigurationException which ends the process with its message and nothing else */
    void check(@Observes @Priority(FIRST) StartupEvent event) {
        settings.hosts().orElse(Set.of()).forEach(StartCheck::requireName);
        if (settings.mode() == SecurityMode.TOKENS) {
            requireSomebody();
            return;
        }
        if (isLoopback(address)) {
            return;
        }
        if (!settings.allowOpen()) {
            throw new ConfigurationException("quarkus.http.host is '" + address
                    + "', which other machines may reach, and " + MEANING
                    + ". Let it be a loopback address such as 127.0.0.1, or allow this with"
                    + " swarmbot.security.allow-open=true (SWARMBOT_SECURITY_ALLOW_OPEN=true in the environment)");
        }
        LOG.log(
                Level.WARNING,
                "quarkus.http.host is '" + address + "' and swarmbot.security.allow-open is true: " + MEANING);
    }

    private void requireSomebody() {
        if (!logins.knowAnybody()) {
            throw new ConfigurationException("swarmbot.security.mode is tokens, and there is no token, so nobody could"
                    + " log in. Name a file with at least one in swarmbot.security.tokens-file");
        }
    }

    private static void requireName(String host) {
        if (!HostNames.isName(host)) {
            throw new ConfigurationException("swarmbot.security.hosts has '" + host
                    + "'; a name of a host has letters, digits, '-', '_' and '.', and neither a scheme nor a port");
        }
    }

    /** Asks no name server: what a name leads to may change after the check. */
    private static boolean isLoopback(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null) {
            return address.equalsIgnoreCase("localhost");
        }
        try {
            return InetAddress.getByAddress(bytes).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }
}
