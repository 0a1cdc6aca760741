/**
 * How much one caller, address or swarm may ask for: commands a second, what is open at a time, and failed logins. It
 * knows callers by their names only. Each replica counts its own.
 */
@NullMarked
package io.swarmbot.access.limit;

import org.jspecify.annotations.NullMarked;
