package io.swarmbot.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** With tokens of two tenants, and of three roles in the swarms {@code fuzzed-*}. No sweep comes during a test. */
public class WithTenants extends WithTokens {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> all = new HashMap<>(super.getConfigOverrides());
        all.putAll(NothingIsDue.SETTINGS);
        // Mutated tokens fail without end, and what is refused for that tells nothing.
        all.put("swarmbot.limits.per-address.failed-logins", "1000000");
        all.put("swarmbot.limits.per-principal.commands-per-second", "1000000");
        return all;
    }

    @Override
    protected List<Entry> entries() {
        List<Entry> all = new ArrayList<>();
        all.add(entry("root", "[{\"swarm\":\"*\",\"role\":\"admin\"}]", null));
        all.add(entry("acme", "[{\"swarm\":\"acme-*\",\"role\":\"admin\"}]", null));
        all.add(entry("bolt", "[{\"swarm\":\"bolt-*\",\"role\":\"admin\"}]", null));
        all.add(entry(
                "guard", "[{\"swarm\":\"acme-0\",\"role\":\"operator\"},{\"swarm\":\"*\",\"role\":\"viewer\"}]", null));
        all.add(entry("operator", "[{\"swarm\":\"fuzzed-*\",\"role\":\"operator\"}]", null));
        all.add(entry("agent", "[{\"swarm\":\"fuzzed-*\",\"role\":\"agent\",\"agents\":[\"worker-1\"]}]", null));
        all.add(entry("viewer", "[{\"swarm\":\"fuzzed-*\",\"role\":\"viewer\"}]", null));
        return all;
    }
}
