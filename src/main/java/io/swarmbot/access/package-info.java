/** Who may do what: who reaches the service, who asks, and what each route and command needs. */
@NullMarked
package io.swarmbot.access;

import org.jspecify.annotations.NullMarked;
