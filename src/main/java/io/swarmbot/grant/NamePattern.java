package io.swarmbot.grant;

/**
 * A set of names of swarms or agents: one name, all names with a beginning ({@code acme-*}), or all names ({@code *}).
 *
 * <p>A text that cannot be the name of a swarm or an agent is matched by no pattern, not even by {@code *}. So no
 * pattern matches {@code .registry} or any other log whose name begins with a dot. Whoever asks on behalf of a client
 * refuses a text that is no identifier first; otherwise the client is told that it may not, instead of what is wrong.
 *
 * @param text at most 64 characters, the {@code *} included
 */
public record NamePattern(String text) {

    /** All names. */
    public static final NamePattern ANY = new NamePattern("*");

    public NamePattern {
        if (!isPattern(text)) {
            throw new InvalidValue("pattern " + InvalidValue.quote(text)
                    + " is none of: a name of the form [A-Za-z0-9][A-Za-z0-9._-]{0,63}, the beginning of one with * at"
                    + " its end (" + Names.MAX_LENGTH + " characters in all), or *");
        }
    }

    public boolean matches(String name) {
        return Names.isName(name) && Wildcard.matches(text, name);
    }

    /** Whether the other pattern matches each name that this one matches. */
    public boolean isWithin(NamePattern other) {
        return Wildcard.isWithin(text, other.text);
    }

    private static boolean isPattern(String text) {
        return text.equals("*") || (text.length() <= Names.MAX_LENGTH && Names.isName(Wildcard.stem(text)));
    }

    @Override
    public String toString() {
        return text;
    }
}
