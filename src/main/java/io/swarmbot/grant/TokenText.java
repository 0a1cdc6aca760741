package io.swarmbot.grant;

import io.swarmbot.text.Sha256;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the holder of a token sends: {@code sbt_<id>_<secret>}. The id is 8 characters of {@code [a-z0-9]} and names the
 * token; the secret is 43 of {@code [A-Za-z0-9]}, 256 bits. Only the SHA-256 of the secret is stored. A slow hash would
 * protect no better, because nobody can guess a secret that long.
 *
 * <p>It has no {@code equals}, which would compare secrets in a time that tells how much of them is right.
 */
public final class TokenText {

    private static final String PREFIX = "sbt_";
    private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
    private static final int ID_LENGTH = 8;
    private static final String SECRET_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + ID_ALPHABET;
    private static final int SECRET_LENGTH = 43;

    private static final int ID_END = PREFIX.length() + ID_LENGTH;
    private static final int LENGTH = ID_END + 1 + SECRET_LENGTH;

    private final String id;
    private final String secret;

    private TokenText(String id, String secret) {
        this.id = id;
        this.secret = secret;
    }

    /** A new one. Each of its characters is drawn with the same chance from its alphabet. */
    public static TokenText generate(SecureRandom random) {
        return new TokenText(draw(random, ID_ALPHABET, ID_LENGTH), draw(random, SECRET_ALPHABET, SECRET_LENGTH));
    }

    /** Reads the written form. Empty for null and for any other text; it looks at no more than 56 characters. */
    public static Optional<TokenText> parse(@Nullable String text) {
        if (text == null || text.length() != LENGTH || !text.startsWith(PREFIX) || text.charAt(ID_END) != '_') {
            return Optional.empty();
        }
        String id = text.substring(PREFIX.length(), ID_END);
        String secret = text.substring(ID_END + 1);
        return isId(id) && isAlphanumeric(secret, true) ? Optional.of(new TokenText(id, secret)) : Optional.empty();
    }

    public String id() {
        return id;
    }

    /** The written form with the secret, for the one answer that gives it to its holder. */
    public String reveal() {
        return PREFIX + id + '_' + secret;
    }

    /** The SHA-256 of the secret: 32 bytes. */
    public byte[] sha256() {
        return Sha256.of(secret);
    }

    /** Whether the hash is that of the secret. The time does not tell how many bytes of it are right. */
    public boolean matches(byte[] hash) {
        return MessageDigest.isEqual(sha256(), hash);
    }

    /** The written form without the secret. */
    @Override
    public String toString() {
        return PREFIX + id + "_...";
    }

    /** @throws InvalidValue if it is not the id of a token */
    static String requireId(String what, String text) {
        if (!isId(text)) {
            // It is not shown: somebody may have put the whole token here.
            throw new InvalidValue(what + " has " + text.length() + " characters; it is " + ID_LENGTH + " of [a-z0-9]");
        }
        return text;
    }

    private static boolean isId(String text) {
        return text.length() == ID_LENGTH && isAlphanumeric(text, false);
    }

    /** Each request with a token comes here: a stream, or a search in the alphabet, takes several times as long. */
    private static boolean isAlphanumeric(String text, boolean mayHaveCapitals) {
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            boolean isGood = (each >= 'a' && each <= 'z')
                    || (each >= '0' && each <= '9')
                    || (mayHaveCapitals && each >= 'A' && each <= 'Z');
            if (!isGood) {
                return false;
            }
        }
        return true;
    }

    private static String draw(SecureRandom random, String alphabet, int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            // Not a random byte modulo the size: some characters would come more often.
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
