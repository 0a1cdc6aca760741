/** Streams as server-sent events (WHATWG HTML, 9.2). Protocol only: what is sent, and when, is the hub's. */
@NullMarked
package io.swarmbot.sse;

import org.jspecify.annotations.NullMarked;
