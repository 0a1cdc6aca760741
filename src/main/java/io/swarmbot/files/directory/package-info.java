/**
 * Files in a directory, which several processes may share: {@code <directory>/<swarm>/<sha256>-<id>} has the bytes of a
 * file, {@code <directory>/<swarm>/uploads} the uploads that have not ended.
 */
@NullMarked
package io.swarmbot.files.directory;

import org.jspecify.annotations.NullMarked;
