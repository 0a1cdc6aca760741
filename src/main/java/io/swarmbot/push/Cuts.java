package io.swarmbot.push;

/** Hears of connections that this service ended. Thread-safe. */
interface Cuts {

    void cut(String swarm, CloseReason reason);
}
