/** Sends alerts to a webhook. */
@NullMarked
package io.swarmbot.alert;

import org.jspecify.annotations.NullMarked;
