package io.swarmbot.webhook;

import io.swarmbot.concurrent.Ticker;
import io.swarmbot.store.SwarmStore;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What all deliveries of this process share.
 *
 * @param owner the name of this process in the rows, which no other process has, nor this one after a restart
 * @param timer rings alarms; what it calls returns at once
 */
record DeliveryContext(SwarmStore store, Clock clock, Ticker ticker, ScheduledExecutorService timer, String owner) {}
