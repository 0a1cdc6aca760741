/** The form in which a swarm is exported: one JSON object a line (NDJSON). */
@NullMarked
package io.swarmbot.wire.export;

import org.jspecify.annotations.NullMarked;
