package io.swarmbot.http;

/**
 * The CDI event that the warm-up is over. What was kept for its swarm goes.
 *
 * @param swarm its name, which nobody asks for again
 */
public record WarmUpEnded(String swarm) {}
