package io.swarmbot.testing.crowd;

import java.nio.ByteBuffer;

/** Takes the payload out of the bytes of a connection, and checks the frames around it. */
interface Frames {

    /** Is told what was found while bytes are taken. */
    interface Inside {

        void payload(ByteBuffer bytes);

        void ping();

        /** The service has ended the stream as the protocol demands. */
        void end();
    }

    /** @throws IllegalStateException if the bytes break the rules of the protocol */
    void take(ByteBuffer bytes, Inside inside);
}
