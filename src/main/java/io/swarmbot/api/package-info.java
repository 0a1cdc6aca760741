/** REST: commands, snapshots and the long poll. Errors leave as problem+json, by one mapper. */
@NullMarked
package io.swarmbot.api;

import org.jspecify.annotations.NullMarked;
