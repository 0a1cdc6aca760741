package io.swarmbot.files;

import io.swarmbot.concurrent.StageFailure;
import io.swarmbot.files.store.StoreFullException;
import io.swarmbot.files.store.StoreUnavailableException;
import io.swarmbot.files.store.UploadLockedException;
import io.swarmbot.http.Problems;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;

/** What a failure of the store of files means to a client. */
final class StoreFailure {

    private static final Logger LOG = System.getLogger(StoreFailure.class.getName());

    private StoreFailure() {}

    static Rejection rejectionOf(Throwable failure) {
        Throwable cause = StageFailure.causeOf(failure);
        if (cause instanceof UploadLockedException) {
            return new Rejection(
                    ErrorCode.UPLOAD_LOCKED, "somebody else is writing this upload, or just was; ask again");
        }
        if (cause instanceof NoSuchFileException) {
            return new Rejection(ErrorCode.UNKNOWN_FILE, "there is no such upload any more");
        }
        if (cause instanceof StoreFullException) {
            return new Rejection(ErrorCode.DISK_FULL, "there is no room on the disk; what came until then is kept");
        }
        if (cause instanceof StoreUnavailableException) {
            LOG.log(Level.WARNING, cause.getMessage());
            return new Rejection(
                    ErrorCode.STORE_UNAVAILABLE, "the store of files does not answer, or refuses; ask again");
        }
        if (isClientGone(cause)) {
            return new Rejection(ErrorCode.BAD_REQUEST, "the client hung up");
        }
        return Problems.rejectionOf(failure);
    }

    /** Whether the body broke off. */
    static boolean isClientGone(Throwable failure) {
        return StageFailure.causeOf(failure) instanceof ClosedChannelException;
    }

    /** Whether it is certain that nothing was done. */
    static boolean isKnown(Rejection rejection) {
        return rejection.code() != ErrorCode.OUTCOME_UNKNOWN && rejection.code() != ErrorCode.INTERNAL;
    }

    /** Whether what was asked for will not succeed later either. */
    static boolean isForEver(Rejection rejection) {
        int status = rejection.code().status();
        return status >= 400
                && status < 500
                && rejection.code() != ErrorCode.UNAUTHENTICATED
                && !Problems.isTemporary(rejection);
    }
}
