package io.swarmbot.swarm;

/** What became of a command that was given among others: it was done, or there is a clear no. */
public sealed interface Outcome permits Answer, Rejection {}
