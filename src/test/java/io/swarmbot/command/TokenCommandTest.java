package io.swarmbot.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.Seeds;
import io.swarmbot.grant.AccessToken;
import io.swarmbot.grant.Grant;
import io.swarmbot.grant.Grants;
import io.swarmbot.grant.NamePattern;
import io.swarmbot.grant.Role;
import io.swarmbot.grant.TokenBook;
import io.swarmbot.grant.TokenKind;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.EventType;
import io.swarmbot.swarm.SwarmEvent;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of the registry of tokens. */
class TokenCommandTest {

    private static final Grants VIEW = Grants.of(new Grant(NamePattern.ANY, Role.VIEWER));

    private final Scene scene = new Scene();

    private AccessToken token(
            String id, TokenKind kind, Grants grants, @Nullable Duration life, @Nullable String parent) {
        return new AccessToken(
                id,
                "ann",
                kind,
                "0123456789abcdef".repeat(4),
                grants,
                scene.now(),
                life == null ? null : scene.now().plus(life),
                "root",
                parent,
                null);
    }

    private AccessToken admin(String id) {
        return token(id, TokenKind.TOKEN, Grants.ALL, null, null);
    }

    private static TokenCommand.Make made(AccessToken token) {
        return new TokenCommand.Make(token);
    }

    private static TokenCommand.Revoke revoked(String id) {
        return new TokenCommand.Revoke(id, "root", false);
    }

    private List<EventType> events(Command command) {
        return scene.decide(command).events().stream().map(SwarmEvent::type).toList();
    }

    @Test
    void eventSaysWhoMadeTheToken() {
        SwarmEvent event = scene.decide(made(admin("aaaaaaaa"))).events().get(0);

        assertThat(event.type()).isEqualTo(EventType.TOKEN_MADE);
        assertThat(event.stamp().actor()).isEqualTo("root");
    }

    /** Whoever asks second finds an admin there. */
    @Test
    void firstAdminIsMadeOnce() {
        Command first = new TokenCommand.Make(admin("aaaaaaaa"), true);
        scene.given(made(token("vvvvvvvv", TokenKind.TOKEN, VIEW, null, null)));
        assertThat(events(first)).containsExactly(EventType.TOKEN_MADE);

        scene.given(first);

        assertThat(events(new TokenCommand.Make(admin("bbbbbbbb"), true))).isEmpty();
        // One who cannot log in any more does not count.
        scene.given(made(admin("cccccccc")), revoked("cccccccc"), new TokenCommand.Revoke("aaaaaaaa", null, true));
        assertThat(events(new TokenCommand.Make(admin("bbbbbbbb"), true))).containsExactly(EventType.TOKEN_MADE);
    }

    @Test
    void lastAdminIsNotRevokedUnlessOneIsElsewhere() {
        scene.given(made(admin("aaaaaaaa")), made(token("vvvvvvvv", TokenKind.TOKEN, VIEW, null, null)));
        scene.given(made(token("ssssssss", TokenKind.SESSION, Grants.ALL, Duration.ofHours(1), "aaaaaaaa")));

        assertThat(scene.rejection(revoked("aaaaaaaa"))).isEqualTo(ErrorCode.LAST_ADMIN);
        assertThat(events(new TokenCommand.Revoke("aaaaaaaa", "root", true))).containsExactly(EventType.TOKEN_REVOKED);
        scene.given(made(admin("bbbbbbbb")));
        assertThat(events(revoked("aaaaaaaa"))).containsExactly(EventType.TOKEN_REVOKED);
    }

    /** Otherwise nobody could log in a second later. */
    @Test
    void adminWhoseTokenExpiresIsNoOther() {
        scene.given(made(admin("aaaaaaaa")));
        scene.given(made(token("eeeeeeee", TokenKind.TOKEN, Grants.ALL, Duration.ofSeconds(1), null)));

        assertThat(scene.rejection(revoked("aaaaaaaa"))).isEqualTo(ErrorCode.LAST_ADMIN);
    }

    @Test
    void onePrincipalMakesAThousandTokens() {
        for (int n = 0; n < 1_000; n++) {
            scene.given(made(token("t%07d".formatted(n), TokenKind.TOKEN, VIEW, null, null)));
        }

        assertThat(scene.rejection(made(token("zzzzzzzz", TokenKind.TOKEN, VIEW, null, null))))
                .isEqualTo(ErrorCode.LIMIT_REACHED);
        assertThat(events(made(token("zzzzzzzz", TokenKind.SESSION, VIEW, Duration.ofHours(1), "t0000000"))))
                .hasSize(1);
    }

    @Test
    void revokedTokenStaysRevoked() {
        scene.given(made(token("vvvvvvvv", TokenKind.TOKEN, VIEW, null, null)), revoked("vvvvvvvv"));

        assertThat(events(revoked("vvvvvvvv"))).isEmpty();
        assertThat(scene.rejection(revoked("zzzzzzzz"))).isEqualTo(ErrorCode.UNKNOWN_TOKEN);
    }

    @Test
    void ticketIsGoodOnceAndForHalfAMinute() {
        scene.given(made(token("tttttttt", TokenKind.TICKET, VIEW, Duration.ofSeconds(30), "aaaaaaaa")));
        Command use = new TokenCommand.Spend("tttttttt");
        assertThat(events(use)).containsExactly(EventType.TOKEN_REMOVED);

        scene.later(Duration.ofSeconds(30));
        assertThat(scene.rejection(use)).isEqualTo(ErrorCode.UNAUTHENTICATED);

        scene.later(Duration.ofSeconds(-1)).given(use);
        assertThat(scene.rejection(use)).isEqualTo(ErrorCode.UNAUTHENTICATED);
        scene.given(made(token("vvvvvvvv", TokenKind.TOKEN, VIEW, null, null)));
        assertThat(scene.rejection(new TokenCommand.Spend("vvvvvvvv"))).isEqualTo(ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void oneLoginHasAHundredTicketsAtATime() {
        for (int n = 0; n < 100; n++) {
            scene.given(made(token("t%07d".formatted(n), TokenKind.TICKET, VIEW, Duration.ofSeconds(9), "aaaaaaaa")));
        }
        AccessToken more = token("zzzzzzzz", TokenKind.TICKET, VIEW, Duration.ofSeconds(9), "aaaaaaaa");

        assertThat(scene.rejection(made(more))).isEqualTo(ErrorCode.LIMIT_REACHED);
        assertThat(events(made(token("zzzzzzzz", TokenKind.TICKET, VIEW, Duration.ofSeconds(9), "bbbbbbbb"))))
                .hasSize(1);
        scene.given(new TokenCommand.Spend("t0000000"));
        assertThat(events(made(more))).hasSize(1);
    }

    @Test
    void whatEndedIsRememberedForADayAndThenForgotten() {
        scene.given(
                made(token("vvvvvvvv", TokenKind.TOKEN, VIEW, null, null)),
                made(token("eeeeeeee", TokenKind.TOKEN, VIEW, Duration.ofHours(1), null)),
                made(token("tttttttt", TokenKind.TICKET, VIEW, Duration.ofSeconds(30), "vvvvvvvv")),
                made(admin("aaaaaaaa")),
                revoked("vvvvvvvv"));
        scene.later(Duration.ofMinutes(1));
        assertThat(TokenCommand.Forget.isDue(scene.state(), scene.now())).isTrue();
        scene.given(new TokenCommand.Forget());
        assertThat(ids()).containsExactly("aaaaaaaa", "eeeeeeee", "vvvvvvvv");
        assertThat(TokenCommand.Forget.isDue(scene.state(), scene.now())).isFalse();

        scene.later(Duration.ofDays(1)).given(new TokenCommand.Forget());
        assertThat(ids()).containsExactly("aaaaaaaa", "eeeeeeee");

        scene.later(Duration.ofHours(1)).given(new TokenCommand.Forget());
        assertThat(ids()).containsExactly("aaaaaaaa");
    }

    private List<String> ids() {
        return scene.state().tokens().all().stream().map(AccessToken::id).toList();
    }

    /** The counts are those of the tokens that are there. */
    @ParameterizedTest
    @MethodSource("io.swarmbot.Seeds#fixedAndRandom")
    void countsAreThoseOfTheTokensThatAreThere(long seed) {
        Random random = Seeds.random("countsAreThoseOfTheTokensThatAreThere", seed);
        TokenBook book = TokenBook.EMPTY;
        for (int n = 0; n < 2_000; n++) {
            String id = "abcdefg" + (char) ('a' + random.nextInt(26));
            TokenKind kind = TokenKind.values()[random.nextInt(3)];
            String parent = random.nextBoolean() ? "aaaaaaa" + (char) ('a' + random.nextInt(3)) : null;
            book = random.nextInt(3) == 0
                    ? book.without(id)
                    : book.with(token(id, kind, VIEW, Duration.ofSeconds(1), parent));

            for (AccessToken each : book.all()) {
                long same = book.all().stream()
                        .filter(other -> other.kind() == each.kind() && Objects.equals(other.parent(), each.parent()))
                        .count();
                assertThat(book.count(each.kind(), each.parent())).isEqualTo((int) same);
            }
        }
        for (AccessToken each : book.all()) {
            book = book.without(each.id());
        }
        assertThat(book.count(TokenKind.TOKEN, null)).isZero();
    }
}
