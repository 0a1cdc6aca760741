package io.swarmbot.store.redis;

import java.util.ArrayList;
import java.util.List;

/** The names of keys and channels. Everything of one swarm is in one hash slot. */
record RedisKeys(String prefix) {

    /** As many as a subscription can hold at once without a thought, and enough that a replica hears little in vain. */
    static final int CHANNELS = 64;

    String head(String swarm) {
        return key(swarm, "head");
    }

    String log(String swarm) {
        return key(swarm, "log");
    }

    String entities(String swarm) {
        return key(swarm, "entities");
    }

    String seen(String swarm) {
        return key(swarm, "seen");
    }

    String swarms() {
        return prefix + ":swarms";
    }

    /** Where it is told that a swarm's log moved. */
    String channel(String swarm) {
        return channel(Math.floorMod(swarm.hashCode(), CHANNELS));
    }

    /** Where every replica says that it is there, so that a subscription that has gone deaf is noticed. */
    String beat() {
        return prefix + ":beat";
    }

    List<String> allChannels() {
        List<String> all = new ArrayList<>(CHANNELS + 1);
        for (int n = 0; n < CHANNELS; n++) {
            all.add(channel(n));
        }
        all.add(beat());
        return all;
    }

    private String channel(int number) {
        return prefix + ":moved:" + number;
    }

    private String key(String swarm, String part) {
        return prefix + ":{" + swarm + "}:" + part;
    }
}
