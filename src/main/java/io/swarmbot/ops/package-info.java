/** What operators and orchestrators ask of the service. */
@NullMarked
package io.swarmbot.ops;

import org.jspecify.annotations.NullMarked;
