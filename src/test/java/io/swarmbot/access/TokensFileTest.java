package io.swarmbot.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.swarmbot.grant.Right;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file of tokens is read as a whole or not at all. */
class TokensFileTest {

    private static final String HASH = "0123456789abcdef".repeat(4);

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("tokens.json");
    }

    private static String token(String id, String more) {
        return ("{'id':'" + id + "','name':'ci','sha256':'" + HASH + "'" + more + "}").replace('\'', '"');
    }

    private TokensFile load(String content) throws IOException {
        Files.writeString(file, content);
        return TokensFile.load(file);
    }

    @Test
    void fileHasTokensWithTheirGrants() throws IOException {
        TokensFile tokens =
                load("[" + token("abcdefg1", ",'grants':[{'swarm':'acme-*','role':'agent','agents':['w*']}]") + ","
                        + token("abcdefg2", ",'expires_at':'2030-01-01T00:00:00Z'") + "]");

        assertThat(tokens.tokens()).containsOnlyKeys("abcdefg1", "abcdefg2");
        assertThat(tokens.tokens().get("abcdefg1").grants().letWorkAs("acme-1", "w7"))
                .isTrue();
        assertThat(tokens.tokens().get("abcdefg2").grants().giveAnywhere(Right.VIEW))
                .isFalse();
        assertThat(tokens.tokens().get("abcdefg2").expiresAt()).isEqualTo("2030-01-01T00:00:00Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                                                    | a JSON array is due",
                "[{'id':'abcdefg1','name':'ci'}]                                       | 'sha256' is missing",
                "[{'id':'short','name':'ci','sha256':'H'}]                             | id has 5 characters",
                "[{'id':'abcdefg1','name':'ci','sha256':'x'}]                          | sha256 has 1 characters; it is 64 lower-case hex digits",
                "[{'id':'abcdefg1','name':'system','sha256':'H'}]                      | is reserved",
                "[{'id':'abcdefg1','name':'ci','sha256':'H','secret':'x'}]             | 'secret' is not known",
                "[{'id':'abcdefg1','name':'ci','sha256':'H','grants':[{'swarm':'a*b','role':'viewer'}]}] | pattern 'a*b'",
                "[{'id':'abcdefg1','name':'ci','sha256':'H','grants':[{'swarm':'a','role':'boss'}]}]     | role 'boss' is not one of",
                "[{'id':'abcdefg1','name':'ci','sha256':'H','grants':[{'swarm':'a','role':'agent'}]}]    | agents is empty",
                "[{'id':'abcdefg1','name':'ci','sha256':'H'},{'id':'abcdefg1','name':'b','sha256':'H'}]  | is there twice",
            })
    void badFileEndsTheStartAndSaysWhy(String content, String why) throws IOException {
        Files.writeString(file, content.strip().replace('\'', '"').replace("\"H\"", "\"" + HASH + "\""));

        assertThatThrownBy(() -> TokensFile.load(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("swarmbot.security.tokens-file " + file)
                .hasMessageContaining(why.strip());
    }

    /** Somebody may put the secret where its hash belongs, and the message goes to the log. */
    @Test
    void messageHasNoSecret() throws IOException {
        String secret = "S".repeat(43);
        for (String token : List.of(
                "{'id':'sbt_abcdefg1_" + secret + "','name':'ci','sha256':'" + HASH + "'}",
                "{'id':'abcdefg1','name':'ci','sha256':'" + secret + "'}")) {
            Files.writeString(file, "[" + token.replace('\'', '"') + "]");

            assertThatThrownBy(() -> TokensFile.load(file)).message().doesNotContain("SSS");
        }
    }

    @Test
    void missingFileEndsTheStart() {
        assertThatThrownBy(() -> TokensFile.load(file)).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void changeCountsAtTheNextLookAndABadOneChangesNothing() throws IOException {
        TokensFile tokens = load("[" + token("abcdefg1", "") + "]");

        Files.writeString(file, "[" + token("abcdefg2", "") + "]");
        tokens.look();
        assertThat(tokens.tokens()).containsOnlyKeys("abcdefg2");

        Files.writeString(file, "[" + token("abcdefg3", "") + ",");
        tokens.look();
        tokens.look();
        assertThat(tokens.tokens()).containsOnlyKeys("abcdefg2");

        Files.delete(file);
        tokens.look();
        assertThat(tokens.tokens()).containsOnlyKeys("abcdefg2");

        Files.writeString(file, "[]");
        tokens.look();
        assertThat(tokens.tokens()).isEmpty();
    }
}
