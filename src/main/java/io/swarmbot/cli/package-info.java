/**
 * What the executable does besides running the service: it makes a backup of the embedded store, makes a token for a
 * tokens-file, and asks the service whether it is ready. Begin with {@link io.swarmbot.cli.Main}.
 */
@NullMarked
package io.swarmbot.cli;

import org.jspecify.annotations.NullMarked;
