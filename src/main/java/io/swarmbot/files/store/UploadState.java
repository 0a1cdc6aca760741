package io.swarmbot.files.store;

import java.time.Instant;

/**
 * How far an upload is.
 *
 * @param offset how many bytes of it are stored
 * @param changedAt when it was begun or written last, by the clock of the store
 */
public record UploadState(Upload upload, long offset, Instant changedAt) {}
