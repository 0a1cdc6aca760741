/** Streams over WebSocket (RFC 6455), which also take commands. Protocol only: what is sent, and when, is the hub's. */
@NullMarked
package io.swarmbot.ws;

import org.jspecify.annotations.NullMarked;
