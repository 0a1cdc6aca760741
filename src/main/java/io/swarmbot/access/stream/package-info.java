/**
 * What the protocols share over which streams take commands: the commands whose answers a client has not received, and
 * the login under which it gives them.
 */
@NullMarked
package io.swarmbot.access.stream;

import org.jspecify.annotations.NullMarked;
