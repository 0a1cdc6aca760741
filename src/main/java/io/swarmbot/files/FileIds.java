package io.swarmbot.files;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.regex.Pattern;

/**
 * Makes the ids of files: 26 digits and lower-case letters, of which the first ten say when, so that ids are in the
 * order in which the uploads began. Nobody can guess the other sixteen.
 *
 * <p>Thread-safety: any thread.
 */
final class FileIds {

    private static final Pattern ID = Pattern.compile("[0-9a-z]{26}");

    /** Crockford's Base32. */
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

    private static final int BITS = 5;
    private static final int TIME_DIGITS = 10;
    private static final int RANDOM_DIGITS = 16;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    FileIds(Clock clock) {
        this.clock = clock;
    }

    /** Whether a file may have that id. Other texts never get to a store. */
    static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    String next() {
        StringBuilder id = new StringBuilder();
        long millis = clock.millis();
        for (int digit = TIME_DIGITS - 1; digit >= 0; digit--) {
            id.append(DIGITS.charAt((int) (millis >> (digit * BITS)) & (DIGITS.length() - 1)));
        }
        for (int digit = 0; digit < RANDOM_DIGITS; digit++) {
            id.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return id.toString();
    }
}
