/** Brings events to the code of integrators that observes them with CDI. */
@NullMarked
package io.swarmbot.observe;

import org.jspecify.annotations.NullMarked;
