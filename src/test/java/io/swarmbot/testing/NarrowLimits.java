package io.swarmbot.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.Map;

/** Without a login, and limits so low that a test reaches them. */
public class NarrowLimits implements QuarkusTestProfile {

    /** How many there may be of everything that is counted. */
    public static final int LIMIT = 20;

    /** How many commands a swarm is given. More do not flow in during a test. */
    public static final int OF_SWARM = 500;

    @Override
    public Map<String, String> getConfigOverrides() {
        String limit = Integer.toString(LIMIT);
        Map<String, String> all = new HashMap<>();
        all.put("swarmbot.push.connections", limit);
        all.put("swarmbot.swarms.max", limit);
        all.put("swarmbot.limits.agents", limit);
        all.put("swarmbot.limits.open-tasks", limit);
        all.put("swarmbot.agents.log-burst", limit);
        all.put("swarmbot.agents.log-lines-per-second", "1");
        all.put("swarmbot.idempotency.max-keys", limit);
        all.put("swarmbot.limits.per-principal.commands-per-second", "0.001");
        all.put("swarmbot.limits.per-principal.command-burst", "2");
        all.put("swarmbot.limits.per-principal.streams", "2");
        all.put("swarmbot.limits.per-principal.waiting-claims", "1");
        all.put("swarmbot.limits.per-address.connections", "2");
        all.put("swarmbot.limits.per-address.failed-logins", "1");
        all.put("swarmbot.limits.per-swarm.commands-per-second", "0.001");
        all.put("swarmbot.limits.per-swarm.command-burst", Integer.toString(OF_SWARM));
        return all;
    }
}
