package io.swarmbot.access;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Decides whether a request means this service, by the host that it names. Upper case and one dot at the end do not
 * matter.
 *
 * <p>An IP address always means this service: nobody else can let it lead here. A name is different. The owner of a
 * domain can let any name in it lead to this machine (DNS rebinding). A browser then takes the service for a part of
 * the owner's site and lets the owner's page use it. But it still names the owner's host.
 *
 * <p>Thread-safety: immutable.
 */
final class HostNames {

    private static final String LOOPBACK = "localhost";

    /** No resolver lets these names lead to another machine (RFC 6761, 6.3). */
    private static final String BELOW_LOOPBACK = "." + LOOPBACK;

    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");

    private final Set<String> known;

    /** @param known names besides those of the loopback address; what is no name is ignored */
    HostNames(Collection<String> known) {
        this.known = known.stream()
                .filter(HostNames::isName)
                .map(HostNames::normalized)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** @param host without port; an IPv6 address with or without brackets */
    boolean contain(String host) {
        String normalized = normalized(host);
        return isAddress(normalized) || isLoopback(normalized) || known.contains(normalized);
    }

    /** Whether this names the machine on which the client itself runs. */
    static boolean isOfClient(String host) {
        String normalized = normalized(host);
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(normalized);
        return bytes == null ? isLoopback(normalized) : isLoopback(bytes);
    }

    /** @param address of 4 or 16 bytes */
    static boolean isLoopback(byte[] address) {
        try {
            return InetAddress.getByAddress(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + address.length + " bytes", e);
        }
    }

    /** Whether this can be the name of a host: labels of letters, digits, hyphens and underscores. */
    static boolean isName(String text) {
        return NAME.matcher(normalized(text)).matches();
    }

    private static boolean isLoopback(String normalized) {
        return normalized.equals(LOOPBACK) || normalized.endsWith(BELOW_LOOPBACK) && isName(normalized);
    }

    private static boolean isAddress(String normalized) {
        return NetUtil.isValidIpV4Address(normalized) || NetUtil.isValidIpV6Address(normalized);
    }

    private static String normalized(String host) {
        String lower = host.strip().toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
