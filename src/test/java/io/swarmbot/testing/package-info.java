/**
 * Clients and processes for tests. The clients use plain sockets and {@code java.net.http}, as programs in any language
 * would.
 */
package io.swarmbot.testing;
