/**
 * What can be asked of a swarm, and how it is decided.
 *
 * <ul>
 *   <li>{@link io.swarmbot.command.Command}: a request. Each kind of command is a record in a file of its own, which
 *       contains the rule of that command.
 *   <li>{@link io.swarmbot.command.Decision#of}: decides a command on a state. The result is events and a
 *       {@link io.swarmbot.command.Reply}, or a {@link io.swarmbot.swarm.Rejection}.
 *   <li>{@link io.swarmbot.command.Draft}: the events of a command while it is being decided.
 *   <li>{@link io.swarmbot.command.Settlement}: the consequences that every decision includes.
 *   <li>{@link io.swarmbot.command.SweepTasks} and {@link io.swarmbot.command.SweepLiveness}: the commands that the
 *       service gives itself as time passes.
 * </ul>
 *
 * <p>Deciding is a pure function: nothing here knows a thread, a clock or a framework. The coordinator passes the time
 * in, and stores the events.
 */
@NullMarked
package io.swarmbot.command;

import org.jspecify.annotations.NullMarked;
