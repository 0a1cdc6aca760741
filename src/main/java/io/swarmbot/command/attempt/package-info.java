/** What commands say of an attempt that the service ended. */
@NullMarked
package io.swarmbot.command.attempt;

import org.jspecify.annotations.NullMarked;
