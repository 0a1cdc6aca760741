package io.swarmbot.swarm;

import io.swarmbot.store.Cursor;

/**
 * What became of a command.
 *
 * @param cursor a read at or after it sees what the command did
 */
public record Answer(Cursor cursor, Reply reply) implements Outcome {}
