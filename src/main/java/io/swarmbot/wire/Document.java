package io.swarmbot.wire;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;

/**
 * A JSON document in UTF-8 that was not encoded yet. It may be large, so whoever sends it says where its bytes go, and
 * may stop it with an exception.
 *
 * <p>Thread-safety: any thread. It is written anew each time, with the same bytes.
 */
public interface Document {

    /** Writes the document in many small steps. */
    void writeTo(OutputStream out);

    /** The whole document, for one that is known to be small. */
    default byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writeTo(bytes);
        return bytes.toByteArray();
    }
}
