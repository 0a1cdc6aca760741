package io.swarmbot.store;

import java.security.SecureRandom;

/**
 * Names a new life of a log: ten base-36 characters, 51 random bits.
 *
 * <p>The generator is made when this object is, at run time: a native image must not carry a seed from its build.
 */
public final class Epochs {

    private static final int LENGTH = 10;

    private final SecureRandom random = new SecureRandom();

    /** A name that no log has had, but for a chance of one in 3.6 * 10^15. Thread-safe. */
    public String next() {
        StringBuilder name = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            name.append(Character.forDigit(random.nextInt(36), 36));
        }
        return name.toString();
    }
}
