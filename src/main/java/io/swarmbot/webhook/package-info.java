/**
 * Sends events to webhooks, at least once each. A webhook is a cursor in each log that it wants: a {@code Delivery}
 * reads on from it, and a {@code Hold} keeps it in a row of the store, so that one of several replicas sends.
 */
@NullMarked
package io.swarmbot.webhook;

import org.jspecify.annotations.NullMarked;
