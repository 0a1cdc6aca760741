/** Tells others of alerts: a webhook. */
@NullMarked
package io.swarmbot.alert;

import org.jspecify.annotations.NullMarked;
