package io.swarmbot.access;

import io.netty.util.NetUtil;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.swarmbot.concurrent.StartOrder;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Ends the start, before the port is opened, if others could reach the service without anybody having allowed it. It
 * checks the address of an application that has SwarmBot inside just the same. It also warns if tokens would be lost.
 */
@ApplicationScoped
class StartCheck {

    private static final String MEANING = "there is no login, so whoever reaches the service may read everything, give"
            + " every command and delete swarms";

    private static final Logger LOG = System.getLogger(StartCheck.class.getName());

    private final String address;
    private final String managementAddress;
    private final String store;
    private final SecuritySettings settings;

    StartCheck(
            @ConfigProperty(name = "quarkus.http.host") String address,
            @ConfigProperty(name = "quarkus.management.host") String managementAddress,
            @ConfigProperty(name = "swarmbot.store.kind") String store,
            SecuritySettings settings) {
        this.address = address;
        this.managementAddress = managementAddress;
        this.store = store;
        this.settings = settings;
    }

    /** @throws ConfigurationException which ends the process with its message and nothing else */
    void check(@Observes @Priority(StartOrder.CHECKS) StartupEvent event) {
        settings.hosts().orElse(Set.of()).forEach(StartCheck::requireName);
        if (settings.mode() != SecurityMode.OPEN) {
            warnOfLossOfTokens();
            return;
        }
        requireLoopback("quarkus.http.host", address);
        if (!managementAddress.equals(address)) {
            requireLoopback("quarkus.management.host", managementAddress);
        }
    }

    private void warnOfLossOfTokens() {
        if (store.equals("memory")) {
            LOG.log(
                    Level.WARNING,
                    "swarmbot.store.kind is memory: tokens that are made end with this process. Those of"
                            + " swarmbot.security.tokens-file stay");
        }
    }

    private void requireLoopback(String key, String address) {
        if (isLoopback(address)) {
            return;
        }
        if (!settings.allowOpen()) {
            throw new ConfigurationException(key + " is '" + address
                    + "', which other machines may reach, and " + MEANING
                    + ". Let it be a loopback address such as 127.0.0.1, or allow this with"
                    + " swarmbot.security.allow-open=true (SWARMBOT_SECURITY_ALLOW_OPEN=true in the environment)");
        }
        LOG.log(Level.WARNING, key + " is '" + address + "' and swarmbot.security.allow-open is true: " + MEANING);
    }

    private static void requireName(String host) {
        if (!HostNames.isName(host)) {
            throw new ConfigurationException("swarmbot.security.hosts has '" + host
                    + "'; a name of a host has letters, digits, '-', '_' and '.', and neither a scheme nor a port");
        }
    }

    /** Asks no name server: what a name leads to may change after the check. */
    static boolean isLoopback(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null) {
            return address.equalsIgnoreCase("localhost");
        }
        return HostNames.isLoopback(bytes);
    }
}
