package io.swarmbot.swarm;

/** The CDI event that a swarm is no more. */
public record SwarmDeleted(String swarm) {}
