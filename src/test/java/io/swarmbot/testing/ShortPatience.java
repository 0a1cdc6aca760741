package io.swarmbot.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Clients that do not read are soon cut off, and their answers share little memory. */
public class ShortPatience implements QuarkusTestProfile {

    /** What all answers that are not read yet may hold together. */
    public static final int ANSWERS_BYTES = 8 << 20;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "swarmbot.push.write-timeout",
                "1s",
                "swarmbot.push.pending.timeout",
                "1s",
                "swarmbot.answers.max-bytes",
                Integer.toString(ANSWERS_BYTES));
    }
}
