package io.swarmbot.store;

import java.security.SecureRandom;

/**
 * Makes names for new epochs: ten characters of base 36, which are 51 random bits.
 *
 * <p>Make instances at run time only. One that is part of a native image would have the seed of the build.
 */
public final class Epochs {

    private static final int LENGTH = 10;

    private final SecureRandom random = new SecureRandom();

    /** A new name. The chance that it equals a given other one is 1 in 3.6 * 10^15. Any thread may ask. */
    public String next() {
        StringBuilder name = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            name.append(Character.forDigit(random.nextInt(36), 36));
        }
        return name.toString();
    }
}
