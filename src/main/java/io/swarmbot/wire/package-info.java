/**
 * The wire contract's JSON, both ways: commands are read strictly, events and entities are written once as the bytes that
 * everybody gets. No transport is known here.
 */
@NullMarked
package io.swarmbot.wire;

import org.jspecify.annotations.NullMarked;
