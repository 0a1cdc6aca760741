/**
 * What can be said about a state besides what it holds: answers to questions that people and programs ask, and that no
 * decision asks. Each is a function of the state and of the time that it is told.
 *
 * <ul>
 *   <li>{@link io.swarmbot.swarm.view.PendingTasks}: why tasks wait.
 *   <li>{@link io.swarmbot.swarm.view.Backlog}: how much work there is, and how many agents for it.
 *   <li>{@link io.swarmbot.swarm.view.InboxPage}: at which tasks of many swarms a person should look.
 * </ul>
 */
@NullMarked
package io.swarmbot.swarm.view;

import org.jspecify.annotations.NullMarked;
