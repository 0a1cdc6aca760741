package io.swarmbot.access.limit;

import io.netty.util.NetUtil;
import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The names under which addresses are counted. */
final class Addresses {

    /** Whoever has one IPv6 address usually has all with the same first 64 bits (RFC 6177). */
    private static final int PREFIX_BYTES = 8;

    private static final String UNKNOWN = "unknown";

    private Addresses() {}

    /** An IPv4 address itself; of an IPv6 address its first 64 bits; one name for all that is no IP address. */
    static String nameOf(@Nullable SocketAddress address) {
        String host = address == null ? null : address.host();
        byte[] bytes = host == null ? null : NetUtil.createByteArrayFromIpAddressString(host);
        if (bytes == null) {
            return UNKNOWN;
        }
        try {
            InetAddress ip = InetAddress.getByAddress(bytes);
            return ip instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(bytes, PREFIX_BYTES))
                    : ip.getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + bytes.length + " bytes", e);
        }
    }
}
