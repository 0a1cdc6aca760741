package io.swarmbot.testing.crowd;

import java.nio.ByteBuffer;

/** Takes the payload out of what comes over a connection, and what is around it by its rules. */
interface Frames {

    /** What is told while bytes are taken. */
    interface Inside {

        void payload(ByteBuffer bytes);

        void ping();

        /** The other side has ended the stream by the rules. */
        void end();
    }

    /** @throws IllegalStateException where the rules are broken */
    void take(ByteBuffer bytes, Inside inside);
}
