/**
 * The nouns of "who may do what": a {@link io.swarmbot.grant.Principal} has {@link io.swarmbot.grant.Grants}, each
 * {@link io.swarmbot.grant.Grant} gives a {@link io.swarmbot.grant.Role} in the swarms of a pattern, a role is a set of
 * {@link io.swarmbot.grant.Right}s, and an {@link io.swarmbot.grant.AccessToken} is how a program shows who it is. All
 * of these are immutable values that cannot be made wrong; a wrong one is an {@link io.swarmbot.grant.InvalidValue}.
 * Nothing here knows a thread, a clock, a framework, JSON or any other package of the service.
 */
@NullMarked
package io.swarmbot.grant;

import org.jspecify.annotations.NullMarked;
