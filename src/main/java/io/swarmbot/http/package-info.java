/** What the routes of all transports share: how an error looks, what is checked before a stream opens, the connection below. */
@NullMarked
package io.swarmbot.http;

import org.jspecify.annotations.NullMarked;
