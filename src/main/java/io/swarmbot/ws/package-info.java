/**
 * Streams over WebSocket (RFC 6455), which also take commands. This package knows the protocol only; the hub decides
 * what is sent and when.
 */
@NullMarked
package io.swarmbot.ws;

import org.jspecify.annotations.NullMarked;
