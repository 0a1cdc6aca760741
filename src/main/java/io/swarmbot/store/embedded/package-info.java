/**
 * The store of a single process: one SQLite database in one directory. Begin with
 * {@link io.swarmbot.store.embedded.EmbeddedStore}.
 *
 * <p>{@code CommitThread} is the only thread that writes: it takes requests from the {@code WriteQueue}, and
 * {@code GroupCommit} writes them in one transaction. {@code ReaderThreads} read. {@code Checkpoints} keeps the
 * write-ahead log short, and {@code LogRoom} gives its file that length at the start. {@code Trimming} deletes old
 * entries.
 */
@NullMarked
package io.swarmbot.store.embedded;

import org.jspecify.annotations.NullMarked;
