/** Answers to operators and orchestrators: whether the service is ready. */
@NullMarked
package io.swarmbot.ops;

import org.jspecify.annotations.NullMarked;
