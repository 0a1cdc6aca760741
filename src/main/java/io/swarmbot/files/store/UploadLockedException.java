package io.swarmbot.files.store;

import java.io.IOException;

/** Somebody else is writing the upload, here or in another process. */
public final class UploadLockedException extends IOException {

    private static final long serialVersionUID = 1L;

    public UploadLockedException(String id) {
        super("upload " + id + " is being written");
    }
}
