/**
 * The map. An event travels in this order:
 *
 * <pre>
 *   api, ws, mcp take a request; wire reads the command in it
 *   coordinator  hands the command to the runner of its swarm in this process
 *   command      decides: the command makes events, or is rejected
 *   store        appends the events to the log of the swarm, all or nothing
 *   coordinator  applies them to the state (swarm), publishes them, and answers
 *   push         each subscription is a cursor that reads on in the log
 *   ws, sse      write what it reads to the connection; api answers polls
 * </pre>
 *
 * <p>Only {@code coordinator} appends, and only the run of a swarm changes its state. If another process appended
 * first, the store answers a conflict, and the commands are decided again.
 *
 * <p>Beside that way: {@code swarm} has the nouns (agents, tasks, events, state), {@code grant} those of who may do
 * what (rights, roles, tokens), {@code http} what the routes share, {@code access} who is let in, {@code files} the
 * bytes that agents share, {@code observe} the events for integrators, {@code webhook} the events for other services,
 * {@code demo} simulated agents, {@code ops} health, {@code warmup} what happens before the service is ready,
 * {@code config} the beans, {@code concurrent} time, threads and failed stages, and {@code text} how names are written.
 * Dependencies point one way; {@code ArchitectureTest} says which, and why.
 */
@NullMarked
package io.swarmbot;

import org.jspecify.annotations.NullMarked;
