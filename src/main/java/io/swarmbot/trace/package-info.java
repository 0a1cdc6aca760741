/**
 * The life of each task as spans of OpenTelemetry, if a collector is configured: {@code TaskSpans} makes them of the
 * events of the log, on a thread of its own.
 */
@NullMarked
package io.swarmbot.trace;

import org.jspecify.annotations.NullMarked;
