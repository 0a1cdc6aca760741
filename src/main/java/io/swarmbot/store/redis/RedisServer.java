package io.swarmbot.store.redis;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a server says about itself in its answer to {@code INFO}. */
record RedisServer(Map<String, String> info) {

    static final String NOEVICTION = "noeviction";

    static RedisServer parse(String text) {
        Map<String, String> info = new HashMap<>();
        for (String line : text.split("\r?\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                info.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return new RedisServer(info);
    }

    /** Why the server cannot confirm appends as the settings ask for; empty if it can. */
    Optional<String> unfitFor(RedisSettings settings) {
        if (!settings.waitAof()) {
            return Optional.empty();
        }
        if (!isAtLeast(7, 2)) {
            return Optional.of("swarmbot.store.redis.wait-aof needs Redis 7.2 or newer, for WAITAOF; this one is "
                    + info.getOrDefault("redis_version", "unknown"));
        }
        return "1".equals(info.get("aof_enabled"))
                ? Optional.empty()
                : Optional.of("swarmbot.store.redis.wait-aof needs an append-only file: set appendonly yes in Redis");
    }

    /** The policy by which the server removes keys if memory is short; empty if it removes none or does not say. */
    Optional<String> eviction() {
        return Optional.ofNullable(info.get("maxmemory_policy")).filter(policy -> !policy.equals(NOEVICTION));
    }

    private boolean isAtLeast(int major, int minor) {
        String[] parts = info.getOrDefault("redis_version", "0.0").split("\\.");
        try {
            int itsMajor = Integer.parseInt(parts[0]);
            return itsMajor > major || (itsMajor == major && Integer.parseInt(parts[1]) >= minor);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return false;
        }
    }
}
