package io.swarmbot;

import static io.swarmbot.testing.WithTokens.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.testing.Patience;
import io.swarmbot.testing.Problems;
import io.swarmbot.testing.RawConnection;
import io.swarmbot.testing.ServiceProcess;
import io.swarmbot.testing.WithTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the first admin gets in, and how one gets in again who lost the token. */
@Tag("stress-only")
class FirstAdminIT {

    private static final String TOKENS = "swarmbot.security.mode=tokens";
    private static final String STORED = "swarmbot.store.kind=embedded";
    private static final Pattern TOKEN = Pattern.compile("sbt_[a-z0-9]{8}_[A-Za-z0-9]{43}");

    private static List<String> tokensIn(String output) {
        return TOKEN.matcher(output).results().map(found -> found.group()).toList();
    }

    private static RawConnection.Response whoami(ServiceProcess service, String token) {
        return RawConnection.ask(service.server(), "GET", "/api/v1/whoami", header(token));
    }

    @Test
    void firstStartPrintsOneTokenAndNoOtherStartDoes() {
        try (ServiceProcess service = ServiceProcess.with(TOKENS, STORED)) {
            String token = service.firstToken();
            RawConnection.Response admin = whoami(service, token);
            assertThat(admin.body()).contains("\"name\":\"admin\"", "\"role\":\"admin\"");
            // Not through the log: its lines begin with the time.
            Matcher line = Pattern.compile("(?m)^ +" + TOKEN.pattern() + "$").matcher(service.output());
            assertThat(line.find()).isTrue();

            service.terminate();
            service.exitCode();
            service.start();

            Patience.await().until(() -> whoami(service, token).status() == 200);
            RawConnection.Response made = RawConnection.ask(
                    service.server(), "DELETE", "/api/v1/tokens/" + token.substring(4, 12), header(token));
            Problems.assertProblem(made, 409, "last_admin");
            assertThat(tokensIn(service.output())).isEmpty();
        }
    }

    /** Who lost it starts once with a file that names an admin. */
    @Test
    void lostAdminIsRecoveredByAFile(@TempDir Path directory) throws IOException {
        ServiceProcess first = ServiceProcess.with(TOKENS, STORED);
        String lost = first.firstToken();
        first.terminate();
        first.exitCode();
        WithTokens.Entry rescue = WithTokens.entry("rescue", "[{\"swarm\":\"*\",\"role\":\"admin\"}]", null);
        Path file = Files.writeString(directory.resolve("tokens.json"), "[" + rescue.json() + "]");

        // It removes the data of both at its end.
        try (ServiceProcess again =
                ServiceProcess.on(first.data(), TOKENS, STORED, "swarmbot.security.tokens-file=" + file)) {
            String[] login = header(rescue.text().reveal());
            String target = "/api/v1/tokens/" + lost.substring(4, 12);
            Patience.await()
                    .until(() -> RawConnection.ask(again.server(), "DELETE", target, login)
                                    .status()
                            == 204);
            Problems.assertProblem(whoami(again, lost), 401, "unauthenticated");
            assertThat(tokensIn(again.output())).isEmpty();
        }
    }
}
