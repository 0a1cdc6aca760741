package io.swarmbot.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTokenTest {

    private static final TokenText TEXT =
            TokenText.parse("sbt_abcd1234_" + "x".repeat(43)).orElseThrow();
    private static final String HASH = HexFormat.of().formatHex(TEXT.sha256());
    private static final Instant MADE = Instant.parse("2026-11-23T10:00:00Z");
    private static final Instant END = MADE.plusSeconds(20);

    private static AccessToken token(TokenKind kind, @Nullable Instant expiresAt, @Nullable Instant revokedAt) {
        return new AccessToken(
                "abcd1234", "ada", kind, HASH, Grants.ALL, MADE, expiresAt, "root", "00000000", revokedAt);
    }

    private static AccessToken named(String id, String name, String sha256, String createdBy, @Nullable String parent) {
        return new AccessToken(id, name, TokenKind.TOKEN, sha256, Grants.ALL, MADE, null, createdBy, parent, null);
    }

    @Test
    void tokenWithoutAnEndIsInForceForEver() {
        AccessToken token = token(TokenKind.TOKEN, null, null);

        assertThat(token.isInForce(MADE)).isTrue();
        assertThat(token.isInForce(Instant.parse("9999-12-31T23:59:59Z"))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"TOKEN", "SESSION"})
    void tokenOrSessionIsInForceFor30SecondsAfterItExpired(TokenKind kind) {
        AccessToken token = token(kind, END, null);

        assertThat(token.isInForce(END)).isTrue();
        assertThat(token.isInForce(END.plusSeconds(30).minusMillis(1))).isTrue();
        assertThat(token.isInForce(END.plusSeconds(30))).isFalse();
    }

    @Test
    void ticketIsNotInForceOnceItExpired() {
        AccessToken ticket = token(TokenKind.TICKET, END, null);

        assertThat(ticket.isInForce(END.minusMillis(1))).isTrue();
        assertThat(ticket.isInForce(END)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void revokedTokenIsNeverInForce(TokenKind kind) {
        Instant revoked = MADE.plusSeconds(10);
        AccessToken token = token(kind, END, revoked);

        assertThat(token.isInForce(revoked)).isFalse();
        assertThat(token.isInForce(revoked.plusMillis(1))).isFalse();
        // The clock of this replica is behind that of the one that wrote the revocation.
        assertThat(token.isInForce(revoked.minusSeconds(5))).isFalse();
    }

    @Test
    void newTokenIsInForceAlsoIfTheClockOfThisReplicaIsBehind() {
        assertThat(token(TokenKind.TICKET, END, null).isInForce(MADE.minusSeconds(5)))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"SESSION", "TICKET"})
    void sessionOrTicketMustHaveAnEnd(TokenKind kind) {
        assertThatThrownBy(() -> token(kind, null, null))
                .isInstanceOf(InvalidValue.class)
                .hasMessage("expires_at is missing; a " + kind.wireName() + " must have it");
    }

    @ParameterizedTest
    @EnumSource
    void endIsAfterTheBeginning(TokenKind kind) {
        assertThatThrownBy(() -> token(kind, MADE, null))
                .isInstanceOf(InvalidValue.class)
                .hasMessage("expires_at 2026-11-23T10:00:00Z is not after created_at 2026-11-23T10:00:00Z");
    }

    @Test
    void ticketLastsAtMost30Seconds() {
        assertThat(token(TokenKind.TICKET, MADE.plusSeconds(30), null).isInForce(MADE))
                .isTrue();
        assertThatThrownBy(() -> token(TokenKind.TICKET, MADE.plusMillis(30_001), null))
                .isInstanceOf(InvalidValue.class)
                .hasMessage("expires_at 2026-11-23T10:00:30.001Z is too late; a ticket made at 2026-11-23T10:00:00Z"
                        + " ends at most 30 s later");
        assertThatThrownBy(() -> token(TokenKind.TICKET, MADE.plusSeconds(31), null))
                .isInstanceOf(InvalidValue.class);
        assertThat(token(TokenKind.SESSION, MADE.plusSeconds(86_400), null).isInForce(MADE))
                .isTrue();
    }

    @Test
    void tokenIsOpenedByItsOwnTextOnly() {
        AccessToken token = token(TokenKind.TOKEN, null, null);
        TokenText otherSecret =
                TokenText.parse("sbt_abcd1234_" + "y".repeat(43)).orElseThrow();
        TokenText otherId = TokenText.parse("sbt_abcd1235_" + "x".repeat(43)).orElseThrow();

        assertThat(token.isOf(TEXT)).isTrue();
        assertThat(token.isOf(otherSecret)).isFalse();
        assertThat(token.isOf(otherId)).isFalse();
    }

    @Test
    void principalHasTheNameAndTheGrantsOfItsToken() {
        assertThat(token(TokenKind.SESSION, END, null).principal())
                .isEqualTo(new Principal("ada", Grants.ALL, "abcd1234"));
    }

    @Test
    void timesAreKeptInWholeMilliseconds() {
        Instant odd = MADE.plusNanos(1_999_999);
        AccessToken token = new AccessToken(
                "abcd1234", "ada", TokenKind.TOKEN, HASH, Grants.NONE, odd, END.plusNanos(1), "root", null, odd);

        assertThat(token.createdAt()).isEqualTo(MADE.plusMillis(1));
        assertThat(token.expiresAt()).isEqualTo(END);
        assertThat(token.revokedAt()).isEqualTo(MADE.plusMillis(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abcd123", "abcd12345", "ABCD1234", "abcd-234", "abcd123\n"})
    void idsAreEightSmallLettersOrDigits(String id) {
        assertThatThrownBy(() -> named(id, "ada", HASH, "root", null))
                .isInstanceOf(InvalidValue.class)
                .hasMessage("id has " + id.length() + " characters; it is 8 of [a-z0-9]");
        assertThatThrownBy(() -> named("abcd1234", "ada", HASH, "root", id))
                .isInstanceOf(InvalidValue.class)
                .hasMessage("parent has " + id.length() + " characters; it is 8 of [a-z0-9]");
    }

    @Test
    void hashIsLowerCaseHex() {
        for (String hash :
                new String[] {"", HASH.substring(1), HASH + "0", "G" + HASH.substring(1), "A" + HASH.substring(1)}) {
            assertThatThrownBy(() -> named("abcd1234", "ada", hash, "root", null))
                    .isInstanceOf(InvalidValue.class)
                    .hasMessage("sha256 has " + hash.length() + " characters; it is 64 lower-case hex digits");
        }
    }

    @Test
    void tokenIsNeitherNamedLikeTheApplicationNorWithoutAMaker() {
        assertThat(named("abcd1234", "ada", HASH, "system", null).createdBy()).isEqualTo("system");
        assertThatThrownBy(() -> named("abcd1234", "system", HASH, "root", null))
                .hasMessage("name 'system' is reserved, like anonymous and system; every other name is allowed");
        assertThatThrownBy(() -> named("abcd1234", "ada", HASH, "", null))
                .hasMessageStartingWith("created_by '' is not 1 to 128 printable characters");
    }
}
