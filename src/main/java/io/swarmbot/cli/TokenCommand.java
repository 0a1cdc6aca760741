package io.swarmbot.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.swarmbot.grant.AccessToken;
import io.swarmbot.grant.Grant;
import io.swarmbot.grant.Grants;
import io.swarmbot.grant.InvalidValue;
import io.swarmbot.grant.NamePattern;
import io.swarmbot.grant.Role;
import io.swarmbot.grant.TokenKind;
import io.swarmbot.grant.TokenText;
import io.swarmbot.wire.TokenJson;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Makes a token for a tokens-file. It asks no service, so whoever lost the last admin token can help themselves. */
final class TokenCommand extends Command {

    private static final String EXPIRES = "--expires-at";

    TokenCommand(Config config) {
        super(
                config,
                "token",
                "Makes a token for the file of swarmbot.security.tokens-file.",
                "The first line is the token, which is nowhere else. The second is a file with its entry, which has no secret.");
        spec().addOption(OptionSpec.builder(EXPIRES)
                .type(Instant.class)
                .paramLabel("TIME")
                .description("such as 2027-06-30T00:00:00Z; if it is left out, the token lasts for ever")
                .build());
        spec().addPositional(required("0", "NAME", "who its holder is"));
        spec().addPositional(required("1", "ROLE", "viewer, submitter, agent, operator, monitor or admin"));
        spec().addPositional(required("2", "SWARM", "a name, the beginning of one with * at its end, or *"));
        spec().addPositional(PositionalParamSpec.builder()
                .index("3..*")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel("AGENT")
                .description("for the role agent: as which agents its holder may work, such as worker-*")
                .build());
    }

    private static PositionalParamSpec required(String index, String label, String description) {
        return PositionalParamSpec.builder()
                .index(index)
                .required(true)
                .type(String.class)
                .paramLabel(label)
                .description(description)
                .build();
    }

    @Override
    int run(ParseResult given, PrintWriter out) throws FailedException {
        @Nullable Instant expiresAt = given.matchedOptionValue(EXPIRES, null);
        List<String> agents = given.matchedPositionalValue(3, List.of());
        try {
            Grant grant = new Grant(
                    new NamePattern(given.matchedPositionalValue(2, "")),
                    Role.parse(given.matchedPositionalValue(1, "")),
                    agents.stream().map(NamePattern::new).toList(),
                    List.of());
            TokenText secret = TokenText.generate(new SecureRandom());
            AccessToken token = AccessToken.made(
                    secret,
                    given.matchedPositionalValue(0, ""),
                    TokenKind.TOKEN,
                    Grants.of(grant),
                    Clock.systemUTC().instant(),
                    expiresAt,
                    TokenJson.WRITER,
                    null);
            out.println(secret.reveal());
            out.println(new String(TokenJson.file(token), UTF_8));
            return DONE;
        } catch (InvalidValue e) {
            throw new FailedException("no token was made: " + e.getMessage(), e);
        }
    }
}
