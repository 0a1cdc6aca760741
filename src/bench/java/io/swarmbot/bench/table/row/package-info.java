/** The rows of the table: one class each says what is started, what load is put on it, and which figures are read. */
@NullMarked
package io.swarmbot.bench.table.row;

import org.jspecify.annotations.NullMarked;
