/** Brings each event to the code of integrators that observes it with CDI. */
@NullMarked
package io.swarmbot.observe;

import org.jspecify.annotations.NullMarked;
