package io.swarmbot.grant;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A token as it is stored: who its holder is, what they may do, and until when. Times are UTC, in whole milliseconds.
 *
 * @param id 8 characters of {@code [a-z0-9]}, which the holder sends with the secret
 * @param name of the principal that the holder is
 * @param sha256 of the secret, as 64 lower-case hex digits
 * @param expiresAt when it is no longer in force; null if it lasts for ever, which only a {@link TokenKind#TOKEN} may
 * @param createdBy the name of the principal that made it
 * @param parent the id of the token from which it was made, such as that of a session; null if there is none
 * @param revokedAt when it was revoked; null if it was not
 */
public record AccessToken(
        String id,
        String name,
        TokenKind kind,
        String sha256,
        Grants grants,
        Instant createdAt,
        @Nullable Instant expiresAt,
        String createdBy,
        @Nullable String parent,
        @Nullable Instant revokedAt) {

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    public AccessToken {
        TokenText.requireId("id", id);
        PrincipalName.requireOfLogin("name", name);
        if (!HASH.matcher(sha256).matches()) {
            // It is not shown: somebody may have put the secret itself here.
            throw new InvalidValue("sha256 has " + sha256.length() + " characters; it is 64 lower-case hex digits");
        }
        createdAt = createdAt.truncatedTo(ChronoUnit.MILLIS);
        expiresAt = expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MILLIS);
        requireLife(kind, createdAt, expiresAt);
        PrincipalName.require("created_by", createdBy);
        if (parent != null) {
            TokenText.requireId("parent", parent);
        }
        revokedAt = revokedAt == null ? null : revokedAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * A token that is made now.
     *
     * @param text what its holder will send; only the hash of its secret is taken
     */
    public static AccessToken made(
            TokenText text,
            String name,
            TokenKind kind,
            Grants grants,
            Instant createdAt,
            @Nullable Instant expiresAt,
            String createdBy,
            @Nullable String parent) {
        String sha256 = HexFormat.of().formatHex(text.sha256());
        return new AccessToken(text.id(), name, kind, sha256, grants, createdAt, expiresAt, createdBy, parent, null);
    }

    /**
     * Whether the token is good at that time. A revoked one never is, even if its revocation seems to be in the future:
     * the clock of the replica that wrote it may be ahead. One that expired is good for {@link TokenKind#clockSkew()}
     * longer.
     */
    public boolean isInForce(Instant now) {
        return revokedAt == null
                && (expiresAt == null || now.minus(kind.clockSkew()).isBefore(expiresAt));
    }

    /** Whether somebody can log in with it now as admin of all swarms. */
    public boolean isAdmin(Instant now) {
        return kind == TokenKind.TOKEN && isInForce(now) && grants.isAdmin();
    }

    /** Whether the text is that of this token: its id and its secret. The time tells nothing about the secret. */
    public boolean isOf(TokenText text) {
        return id.equals(text.id()) && text.matches(HexFormat.of().parseHex(sha256));
    }

    /** This token as it is after it was revoked. */
    public AccessToken revoked(Instant at) {
        return new AccessToken(id, name, kind, sha256, grants, createdAt, expiresAt, createdBy, parent, at);
    }

    /** Who the holder is. */
    public Principal principal() {
        return new Principal(name, grants, id);
    }

    private static void requireLife(TokenKind kind, Instant createdAt, @Nullable Instant expiresAt) {
        if (expiresAt == null) {
            if (kind.mustExpire()) {
                throw new InvalidValue("expires_at is missing; a " + kind.wireName() + " must have it");
            }
            return;
        }
        if (!expiresAt.isAfter(createdAt)) {
            throw new InvalidValue("expires_at " + expiresAt + " is not after created_at " + createdAt);
        }
        Duration longest = kind.longestLife();
        if (longest != null && Duration.between(createdAt, expiresAt).compareTo(longest) > 0) {
            throw new InvalidValue("expires_at " + expiresAt + " is too late; a " + kind.wireName() + " made at "
                    + createdAt + " ends at most " + longest.toSeconds() + " s later");
        }
    }
}
