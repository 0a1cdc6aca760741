package io.swarmbot.wire;

/** The parts of a body, one after another. */
interface Slices {

    /** Goes to the next part; false if there is none. */
    boolean next();

    /** Index of the part's first byte. */
    int from();

    /** Index behind the part's last byte. */
    int to();
}
