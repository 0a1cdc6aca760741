package io.swarmbot.grant;

/**
 * The names of principals: 1 to 128 characters of Unicode that can be seen, and spaces between them. The log shows them
 * as {@code actor}, so a name must look like what it is: characters that are invisible or turn the direction of writing
 * are refused. The rule does not depend on the version of Java, so all replicas agree about a stored name.
 */
public final class PrincipalName {

    /** Everybody, if there is no login. */
    public static final String ANONYMOUS = "anonymous";
    /** The application itself. */
    public static final String SYSTEM = "system";

    /** The most characters of a name, counted as code points. */
    static final int MAX_LENGTH = 128;

    private static final String FORM =
            "1 to " + MAX_LENGTH + " printable characters that neither begin nor end with a space";

    private PrincipalName() {}

    /** @throws InvalidValue if it is no name */
    static String require(String what, String text) {
        if (!isName(text)) {
            throw new InvalidValue(what + " " + InvalidValue.quote(text) + " is not " + FORM);
        }
        return text;
    }

    /**
     * Requires a name that somebody with a login may have. {@code anonymous} and {@code system} are nobody's, in any
     * mixture of upper and lower case.
     *
     * @param what what the name is, for the message
     * @return the name
     * @throws InvalidValue if it is no name, or a reserved one
     */
    public static String requireOfLogin(String what, String text) {
        require(what, text);
        if (isReserved(text)) {
            throw new InvalidValue(what + " " + InvalidValue.quote(text) + " is reserved, like " + ANONYMOUS + " and "
                    + SYSTEM + "; every other name is allowed");
        }
        return text;
    }

    static boolean isReserved(String text) {
        return text.equalsIgnoreCase(ANONYMOUS) || text.equalsIgnoreCase(SYSTEM);
    }

    static boolean isName(String text) {
        return isBeginning(text) && !isSpace(text.codePointBefore(text.length()));
    }

    /** Whether the text is a name or becomes one if characters are added to it. */
    static boolean isBeginning(String text) {
        // A code point has at most two chars, so a long text need not be counted.
        return !text.isEmpty()
                && text.length() <= 2 * MAX_LENGTH
                && text.codePointCount(0, text.length()) <= MAX_LENGTH
                && !isSpace(text.codePointAt(0))
                && text.codePoints().allMatch(PrincipalName::isPrintable);
    }

    private static boolean isSpace(int c) {
        return Character.getType(c) == Character.SPACE_SEPARATOR;
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            default -> !isInvisible(c);
        };
    }

    /** Spaces without a width, joiners, and marks for the direction of writing. */
    private static boolean isInvisible(int c) {
        return c == 0xAD
                || c == 0x61C
                || (c >= 0x200B && c <= 0x200F)
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2060 && c <= 0x206F)
                || c == 0xFEFF;
    }
}
