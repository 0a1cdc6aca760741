package io.swarmbot.access;

import static io.swarmbot.testing.WithTokens.as;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.Scale;
import io.swarmbot.testing.WithTokens;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** Mutated input of those who have a token, with many rights and with few. */
@QuarkusTest
@TestProfile(FuzzWithTokensQuarkusTest.Tokens.class)
@Tag("stress")
class FuzzWithTokensQuarkusTest extends AbstractFuzzTest {

    @Override
    String[] root() {
        return as("root");
    }

    @Override
    List<String[]> senders() {
        return List.of(as("operator"), as("agent"), as("viewer"));
    }

    @Override
    int count() {
        return Scale.of(6_000, 60_000);
    }

    public static class Tokens extends WithTokens {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> all = new HashMap<>(super.getConfigOverrides());
            all.putAll(NOTHING_IS_DUE);
            // Mutated tokens fail without end, and what is refused for that tells nothing.
            all.put("swarmbot.limits.per-address.failed-logins", "1000000");
            all.put("swarmbot.limits.per-principal.commands-per-second", "1000000");
            return all;
        }

        @Override
        protected List<Entry> entries() {
            return List.of(
                    entry("root", "[{\"swarm\":\"*\",\"role\":\"admin\"}]", null),
                    entry("operator", "[{\"swarm\":\"fuzzed-*\",\"role\":\"operator\"}]", null),
                    entry("agent", "[{\"swarm\":\"fuzzed-*\",\"role\":\"agent\",\"agents\":[\"worker-1\"]}]", null),
                    entry("viewer", "[{\"swarm\":\"fuzzed-*\",\"role\":\"viewer\"}]", null));
        }
    }
}
