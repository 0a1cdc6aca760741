/**
 * The files of swarms over HTTP. Bytes go beside the way of an event: they are stored first
 * ({@link io.swarmbot.files.store}), and then the log says so.
 *
 * <p>{@link io.swarmbot.files.TusRoute} takes uploads that can be resumed, {@link io.swarmbot.files.PlainUploadRoute}
 * those in one request, {@link io.swarmbot.files.DownloadRoute} gives files out. {@link io.swarmbot.files.Uploads} is
 * what they share: rights, room, locks, and the step from bytes to the log.
 */
@NullMarked
package io.swarmbot.files;

import org.jspecify.annotations.NullMarked;
