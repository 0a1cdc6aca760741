package io.swarmbot.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** With tokens, and limits so low that a test reaches them. Tokens flow in so slowly that none does during a test. */
public class WithNarrowLimits extends WithTokens {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> all = new HashMap<>(super.getConfigOverrides());
        all.put("swarmbot.limits.per-principal.commands-per-second", "0.001");
        all.put("swarmbot.limits.per-principal.command-burst", "20");
        all.put("swarmbot.limits.per-principal.streams", "2");
        all.put("swarmbot.limits.per-principal.waiting-claims", "2");
        all.put("swarmbot.limits.per-address.connections", "30");
        all.put("swarmbot.limits.per-address.failed-logins", "3");
        all.put("swarmbot.limits.per-address.failed-login-pause", "30s");
        // Tests come from addresses of their own.
        all.put("quarkus.http.proxy.proxy-address-forwarding", "true");
        all.put("quarkus.http.proxy.allow-x-forwarded", "true");
        return all;
    }

    @Override
    protected List<Entry> entries() {
        List<Entry> all = new ArrayList<>(super.entries());
        all.add(entry("maker", "[{\"swarm\":\"mine\",\"role\":\"admin\"}]", null));
        all.add(entry("flooder", "[{\"swarm\":\"own\",\"role\":\"submitter\"}]", null));
        all.add(entry("watcher", "[{\"swarm\":\"own\",\"role\":\"viewer\"}]", null));
        all.add(entry("workers", "[{\"swarm\":\"quiet\",\"role\":\"agent\",\"agents\":[\"w*\"]}]", null));
        return all;
    }
}
