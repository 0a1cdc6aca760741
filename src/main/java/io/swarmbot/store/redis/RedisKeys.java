package io.swarmbot.store.redis;

import java.util.ArrayList;
import java.util.List;

/** The names of keys and channels. All keys of one swarm are in one hash slot. */
record RedisKeys(String prefix) {

    /** How many channels announce moved logs. */
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

    String uses(String swarm) {
        return key(swarm, "uses");
    }

    String deliveries(String swarm) {
        return key(swarm, "deliveries");
    }

    /**
     * The earlier places of the swarm's log. What is kept beside a place has a key of its own, which follows from this.
     */
    String places(String swarm) {
        return key(swarm, "places");
    }

    /** What changed after a place, as it was there. */
    String pastEntities(String swarm, String place) {
        return places(swarm) + ":" + place;
    }

    String swarms() {
        return prefix + ":swarms";
    }

    /** The channel that announces that the swarm's log moved. */
    String channel(String swarm) {
        return channel(Math.floorMod(swarm.hashCode(), CHANNELS));
    }

    /** The channel on which each replica sends something once a second, so that a dead subscription is noticed. */
    String beat() {
        return prefix + ":beat";
    }

    /** The key that each replica writes once a second, to find out whether the server takes anything. */
    String probe() {
        return prefix + ":probe";
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
