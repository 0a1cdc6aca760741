package io.swarmbot.push;

/** Is told of each connection that this service ends, and why. Thread-safe. */
interface EndedStreams {

    void report(String swarm, CloseReason reason);
}
