/**
 * Shared by the routes of all transports: the form of an error, the checks before a stream opens, the socket below it.
 */
@NullMarked
package io.swarmbot.http;

import org.jspecify.annotations.NullMarked;
