package io.swarmbot.socketio;

import io.swarmbot.push.Admission;

/**
 * What a session holds before its client is known: one of the streams that there may be, and, while it has no
 * connection of its own, one of the connections of its address.
 *
 * <p>Thread-safety: confined to the session's event loop.
 */
final class Seat {

    private final Admission admission;
    private final Runnable connection;
    private boolean isConnectionGiven;

    /** @param connection gives the connection back; is run once */
    Seat(Admission admission, Runnable connection) {
        this.admission = admission;
        this.connection = connection;
    }

    /** The client's stream has a place of its own, or the session is over. */
    void giveAdmission() {
        admission.release();
    }

    /** The session has a connection of its own, or is over. */
    void giveConnection() {
        if (!isConnectionGiven) {
            isConnectionGiven = true;
            connection.run();
        }
    }
}
