package io.swarmbot.testing;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;

/** Settings of the service for tests without a container. */
public final class Settings {

    private Settings() {}

    /**
     * The settings with their defaults, except for those that are given.
     *
     * @param type an interface with {@code @ConfigMapping}
     * @param keysAndValues keys, each followed by its value
     */
    public static <T> T of(Class<T> type, Object... keysAndValues) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            given.put(keysAndValues[i].toString(), keysAndValues[i + 1].toString());
        }
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withDefaultValues(given)
                .withMapping(type)
                .build()
                .getConfigMapping(type);
    }
}
