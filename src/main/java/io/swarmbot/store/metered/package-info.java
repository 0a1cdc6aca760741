/** Measures a store, whichever it is. */
@NullMarked
package io.swarmbot.store.metered;

import org.jspecify.annotations.NullMarked;
