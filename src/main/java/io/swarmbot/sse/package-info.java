/**
 * Streams as server-sent events (WHATWG HTML, 9.2). This package knows the protocol only; the hub decides what is sent
 * and when.
 */
@NullMarked
package io.swarmbot.sse;

import org.jspecify.annotations.NullMarked;
