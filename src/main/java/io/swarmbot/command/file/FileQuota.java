package io.swarmbot.command.file;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.file.FileBook;
import org.jspecify.annotations.Nullable;

/**
 * How much a swarm may share.
 *
 * @param files the most files of a swarm
 * @param swarmBytes the most bytes of them together
 * @param principalBytes the most bytes of those that one principal shared. It does not count where callers are not told
 *     apart
 */
public record FileQuota(int files, long swarmBytes, long principalBytes) {

    /**
     * What uploads that are open were promised.
     *
     * @param principalBytes those of the principal who asks
     */
    public record Promised(int files, long swarmBytes, long principalBytes) {

        public static final Promised NONE = new Promised(0, 0, 0);
    }

    /**
     * Requires room for one file more.
     *
     * @param by who shares it; null if that is not known
     * @param size of the file
     * @throws Rejection {@code limit_reached} if there are too many files, {@code quota_exceeded} if there are too many
     *     bytes
     */
    public void requireRoom(FileBook known, @Nullable String by, long size) {
        requireRoom(known, by, size, Promised.NONE);
    }

    /** The same beside what others were promised. */
    public void requireRoom(FileBook known, @Nullable String by, long size, Promised promised) {
        if (known.size() + promised.files() >= files) {
            throw new Rejection(
                    ErrorCode.LIMIT_REACHED, "the swarm has " + files + " files and open uploads, the limit");
        }
        requireBytes("the files of the swarm", known.bytes() + promised.swarmBytes(), size, swarmBytes);
        if (by != null) {
            requireBytes(
                    "the files that '" + by + "' shared",
                    known.bytesBy(by) + promised.principalBytes(),
                    size,
                    principalBytes);
        }
    }

    private static void requireBytes(String what, long present, long more, long most) {
        if (more > most - present) {
            throw new Rejection(
                    ErrorCode.QUOTA_EXCEEDED,
                    what + " have " + present + " bytes; with " + more + " more they would have more than " + most);
        }
    }
}
