/** The store that forgets: for tests, trials and the comparison with services that store nothing. */
@NullMarked
package io.swarmbot.store.memory;

import org.jspecify.annotations.NullMarked;
