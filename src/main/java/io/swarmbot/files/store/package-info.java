/**
 * What a store of files has to do. {@link io.swarmbot.files.store.FileStore} keeps the bytes of files and of uploads;
 * it knows nothing of logs, swarms' states or protocols.
 */
@NullMarked
package io.swarmbot.files.store;

import org.jspecify.annotations.NullMarked;
