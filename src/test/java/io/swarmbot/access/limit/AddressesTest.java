package io.swarmbot.access.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.net.SocketAddress;
import org.junit.jupiter.api.Test;

class AddressesTest {

    private static String name(String host) {
        return Addresses.nameOf(SocketAddress.inetSocketAddress(80, host));
    }

    @Test
    void addressOfVersion4CountsForItself() {
        assertThat(name("192.0.2.1")).isEqualTo("192.0.2.1").isNotEqualTo(name("192.0.2.2"));
        assertThat(name("::ffff:192.0.2.1")).isEqualTo("192.0.2.1");
    }

    @Test
    void addressesOfOneNetworkOfVersion6CountTogether() {
        assertThat(name("2001:db8:1:2::1")).isEqualTo(name("2001:db8:1:2:ffff::9"));
        assertThat(name("2001:db8:1:2::1")).isNotEqualTo(name("2001:db8:1:3::1"));
    }

    @Test
    void whatIsNoAddressCountsTogether() {
        assertThat(name("_hidden")).isEqualTo(name("somebody")).isEqualTo(Addresses.nameOf(null));
    }
}
