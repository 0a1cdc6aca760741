/**
 * The JSON of the contract. {@link io.swarmbot.wire.CommandReader} reads commands strictly.
 * {@link io.swarmbot.wire.JsonCodec} writes events and entities once; all clients get the same bytes. Nothing here
 * knows a transport.
 */
@NullMarked
package io.swarmbot.wire;

import org.jspecify.annotations.NullMarked;
