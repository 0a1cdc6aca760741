package io.swarmbot.wire;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A JSON document in UTF-8 that is encoded in parts, each when it is to be sent. So a document of any size needs the
 * memory of one part.
 *
 * <p>Thread-safety: any thread. A part may be encoded any number of times, with the same bytes each time.
 *
 * @param <P> says where a part starts
 */
public interface Document<P> {

    /** About how many bytes a part has. An element of a list is never cut, so a part may be larger by one element. */
    int PART_BYTES = 64 * 1024;

    /**
     * The bytes of one part.
     *
     * @param json is shared, so nobody may change it
     * @param next where the following part starts; null if this is the last
     */
    record Part<P>(byte[] json, @Nullable P next) {}

    /** Where the first part starts. */
    P start();

    /** Encodes the part that starts there. */
    Part<P> part(P place);

    /** The whole document, for one that is known to be small. */
    default byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        P place = start();
        while (place != null) {
            Part<P> part = part(place);
            bytes.writeBytes(part.json());
            place = part.next();
        }
        return bytes.toByteArray();
    }
}
