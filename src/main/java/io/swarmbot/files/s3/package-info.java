/**
 * Files in a bucket of S3, or of a server that speaks its protocol: the object {@code <prefix>/<swarm>/<sha256>-<id>}
 * has the bytes of a file. Uploads that have not ended are in a store of their own, on the disk of the replica that
 * takes them.
 *
 * <p>{@link io.swarmbot.files.s3.S3Store} is the entry, {@link io.swarmbot.files.s3.S3Bucket} makes every request,
 * {@link io.swarmbot.files.s3.ObjectUpload} sends a file, {@link io.swarmbot.files.s3.ObjectChannel} reads one.
 */
@NullMarked
package io.swarmbot.files.s3;

import org.jspecify.annotations.NullMarked;
