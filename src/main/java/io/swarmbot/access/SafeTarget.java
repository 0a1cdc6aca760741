package io.swarmbot.access;

import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The target of a request without the secrets that clients put into it: the values of {@code ticket}, {@code token},
 * {@code code}, {@code sid} and the like, and whatever looks like a token. Percent-encoding hides none of them. It is
 * cut after 1,000 characters.
 */
final class SafeTarget {

    private static final int MAX_LENGTH = 1_000;
    private static final String BLANK = "***";
    private static final Set<String> SECRETS =
            Set.of("ticket", "token", "access_token", "id_token", "code", "state", "sid");

    /** A parameter, and what stands before it. The library also takes a semicolon for a separator. */
    private static final Pattern PARAMETER = Pattern.compile("([?&;#])([^=&;#]*)=([^&;#]*)");

    private static final Pattern TOKEN = Pattern.compile("(sbt_[a-z0-9]{8}_)[A-Za-z0-9]+");
    /** A token of an issuer: three parts, of which the first is a JSON object in Base64. */
    private static final Pattern JWT = Pattern.compile("(eyJ)[A-Za-z0-9_-]*\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");

    private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");

    private SafeTarget() {}

    static String of(String target) {
        String whole = blankTokens(PARAMETER.matcher(target).replaceAll(SafeTarget::blankSecret));
        // If somebody has encoded a token, the log has what it stands for.
        String decoded = decode(whole);
        String safe = TOKEN.matcher(decoded).find() || JWT.matcher(decoded).find() ? blankTokens(decoded) : whole;
        return safe.length() <= MAX_LENGTH ? safe : safe.substring(0, MAX_LENGTH) + "...";
    }

    private static String blankSecret(MatchResult parameter) {
        String name = decode(parameter.group(2)).toLowerCase(Locale.ROOT);
        String shown =
                SECRETS.contains(name) ? parameter.group(1) + parameter.group(2) + "=" + BLANK : parameter.group();
        return Matcher.quoteReplacement(shown);
    }

    private static String blankTokens(String text) {
        String without = TOKEN.matcher(text).replaceAll("$1" + Matcher.quoteReplacement(BLANK));
        return JWT.matcher(without).replaceAll("$1" + Matcher.quoteReplacement(BLANK));
    }

    /** Only what is ASCII comes out right, which is enough for names and tokens. */
    private static String decode(String text) {
        return ENCODED.matcher(text)
                .replaceAll(hex -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(hex.group(1), 16))));
    }
}
