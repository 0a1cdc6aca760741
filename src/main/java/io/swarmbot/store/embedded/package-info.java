/**
 * The store of a single process: one SQLite database in one directory. {@link
 * io.swarmbot.store.embedded.EmbeddedStore} is the way in; {@code GroupCommit} is the one thread that writes, {@code
 * Readers} are those that read, {@code Checkpoints} keeps the write-ahead log short beside them.
 */
@NullMarked
package io.swarmbot.store.embedded;

import org.jspecify.annotations.NullMarked;
