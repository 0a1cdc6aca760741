/**
 * Thousands of clients in a process of their own, because one process may not open as many files as both ends need. It
 * uses only the JDK, so that it starts at once. Tests control it by {@link io.swarmbot.testing.Crowd}.
 */
package io.swarmbot.testing.crowd;
