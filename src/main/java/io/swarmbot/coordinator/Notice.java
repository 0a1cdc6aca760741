package io.swarmbot.coordinator;

/**
 * What the coordinator tells this process about a swarm or about the store. Each kind is a CDI event of its own, so an
 * observer method names the kind that it wants.
 */
public sealed interface Notice permits GroupCommitted, SwarmReset, SwarmDeleted, StoreAvailability, RegistryMoved {}
