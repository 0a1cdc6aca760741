package io.swarmbot.store;

/** There is no swarm of that name. */
public class NoSuchSwarmException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NoSuchSwarmException(String swarm) {
        super("no swarm " + swarm, null, false, false);
    }
}
