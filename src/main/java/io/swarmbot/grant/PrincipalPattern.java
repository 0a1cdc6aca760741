package io.swarmbot.grant;

/**
 * A set of names of principals: one name, all names with a beginning ({@code team-*}), or all names ({@code *}). The
 * names of principals have more characters than those of swarms and agents, hence a type of its own. No pattern matches
 * a reserved name: nobody acts for {@code anonymous} or {@code system}.
 *
 * @param text at most 128 characters, the {@code *} included; no {@code *} elsewhere, so a name that has one is matched
 *     only by its beginning
 */
public record PrincipalPattern(String text) {

    /** All names. */
    public static final PrincipalPattern ANY = new PrincipalPattern("*");

    public PrincipalPattern {
        if (!isPattern(text)) {
            throw new InvalidValue("pattern " + InvalidValue.quote(text)
                    + " is none of: the name of a principal, the beginning of one with * at its end ("
                    + PrincipalName.MAX_LENGTH + " characters in all), or *");
        }
    }

    public boolean matches(String name) {
        return PrincipalName.isName(name) && !PrincipalName.isReserved(name) && Wildcard.matches(text, name);
    }

    /** Whether the other pattern matches each name that this one matches. */
    public boolean isWithin(PrincipalPattern other) {
        return Wildcard.isWithin(text, other.text);
    }

    private static boolean isPattern(String text) {
        if (text.equals("*")) {
            return true;
        }
        String stem = Wildcard.stem(text);
        if (stem.indexOf('*') >= 0) {
            return false;
        }
        return Wildcard.isAtTheEndOf(text)
                ? PrincipalName.isBeginning(stem) && text.codePointCount(0, text.length()) <= PrincipalName.MAX_LENGTH
                : PrincipalName.isName(text) && !PrincipalName.isReserved(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
