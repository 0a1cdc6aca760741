/**
 * The way of an event, for the newcomer:
 *
 * <pre>
 *   api, ws     take a command off the wire (wire reads it)
 *   swarm       decides it: events, or a rejection; many at a time, one swarm at a time
 *   store       appends the group to the log: compare-and-append, all or nothing
 *   swarm       applies it to the state and fires the CDI event of the group
 *   push        the hub signals; each subscription is a cursor that reads on in the log
 *   ws, sse     put what it reads onto the connection; api answers those who poll
 * </pre>
 *
 * <p>Beside the way: observe (events for integrators), alert (a webhook), liveness (time passes), demo, http (what the routes
 * share), config (makes the beans). Dependencies point one way; {@code ArchitectureTest} says which, and why.
 */
@NullMarked
package io.swarmbot;

import org.jspecify.annotations.NullMarked;
