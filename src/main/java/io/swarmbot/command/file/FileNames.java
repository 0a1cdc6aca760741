package io.swarmbot.command.file;

import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The names and media types that a file may have. No name leads out of a directory, hides a part of itself or breaks a
 * line, whoever writes the file down under it.
 */
public final class FileNames {

    /** The most bytes of a name, in UTF-8: what file systems take. */
    public static final int MAX_NAME = 255;

    /** The most characters of a media type. */
    public static final int MAX_TYPE = 255;

    /** The media type of a file of which nobody says what it is. */
    public static final String UNKNOWN_TYPE = "application/octet-stream";

    /** A media type with parameters (RFC 9110, 8.3.1). */
    private static final Pattern TYPE = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+"
            + "(\\s*;\\s*[!#$%&'*+.^_`|~0-9A-Za-z-]+=([!#$%&'*+.^_`|~0-9A-Za-z-]+|\"[^\"\\\\\\p{Cntrl}]*\"))*");

    private FileNames() {}

    /** @throws Rejection {@code bad_field} */
    public static String requireName(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_NAME) {
            throw bad("a file's name has 1 to " + MAX_NAME + " bytes in UTF-8, not " + bytes);
        }
        if (name.equals(".") || name.equals("..") || name.codePoints().anyMatch(FileNames::isUnsafe)) {
            throw bad("a file's name is not '.' or '..', and has no '/' or '\\', no control character,"
                    + " no character that changes the direction of writing, and no half of a pair of UTF-16");
        }
        return name;
    }

    private static boolean isUnsafe(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            // Of the formatting characters only those that turn the direction: others stand in honest names.
            case Character.FORMAT -> c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069;
            default -> c == '/' || c == '\\';
        };
    }

    /**
     * The media type in lower case, apart from its parameters.
     *
     * @throws Rejection {@code bad_field}
     */
    public static String requireType(String type) {
        if (type.length() > MAX_TYPE
                || !type.chars().allMatch(c -> c < 0x7f)
                || !TYPE.matcher(type).matches()) {
            throw bad("a file's type is a media type such as text/plain, with at most " + MAX_TYPE + " characters");
        }
        int parameters = type.indexOf(';');
        return parameters < 0
                ? type.toLowerCase(Locale.ROOT)
                : type.substring(0, parameters).toLowerCase(Locale.ROOT) + type.substring(parameters);
    }

    private static Rejection bad(String detail) {
        return new Rejection(ErrorCode.BAD_FIELD, detail);
    }
}
