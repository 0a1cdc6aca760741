/** Clients for tests, as programs in any language would write them: plain sockets and {@code java.net.http}. */
package io.swarmbot.testing;
