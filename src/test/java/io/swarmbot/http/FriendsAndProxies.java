package io.swarmbot.http;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Some other pages are let in, the service has a name, and it believes its proxy what the page's address is. */
public class FriendsAndProxies implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.http.cors.origins", "http://friend.example,/https:\\/\\/[a-z]+\\.ours\\.example:8443/",
                "swarmbot.security.hosts", "swarm.example,Other.Example",
                "quarkus.http.proxy.proxy-address-forwarding", "true",
                "quarkus.http.proxy.enable-forwarded-host", "true",
                "quarkus.http.proxy.allow-x-forwarded", "true");
    }
}
