/**
 * Thousands of clients in a process of their own, since a process may not open as many files as both ends would need. Of the
 * JDK alone, so that it starts at once; {@link io.swarmbot.testing.Crowd} is how a test leads it.
 */
package io.swarmbot.testing.crowd;
