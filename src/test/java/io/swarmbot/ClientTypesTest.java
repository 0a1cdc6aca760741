package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmbot.testing.ForeignTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The declarations of the JavaScript client are those of its module, by the TypeScript compiler. */
@Tag("stress-only")
class ClientTypesTest {

    private static final Path RESOURCES = Path.of("src/main/resources/META-INF/resources");
    private static final Path PROGRAM = Path.of("src/test/resources/foreign/sdk-program.ts");

    @Test
    void declarationsAndModuleHaveTheSameNames() throws IOException {
        JsonNode verdict = compile(Files.readString(PROGRAM));

        assertThat(names(verdict, "declared"))
                .isEqualTo(names(verdict, "exported"))
                .contains("SwarmClient.start", "SwarmState.static fromSnapshot", "fold");
    }

    @Test
    void programThatUsesEveryExportCompiles() throws IOException {
        JsonNode verdict = compile(Files.readString(PROGRAM));

        assertThat(verdict.path("faults")).as(verdict.path("faults").toString()).isEmpty();
        Set<String> exports = names(verdict, "exported");
        exports.removeIf(name -> name.contains("."));
        assertThat(names(verdict, "used")).containsAll(exports);
    }

    /** The judge itself is tested, because one that takes everything would never fail. */
    @Test
    void compilerRefusesWhatTheDeclarationsDoNotHave() {
        JsonNode verdict = compile("""
                import { SwarmApi } from 'swarmbot-client';
                new SwarmApi().submitTask({ id: 't1' });
                new SwarmApi().fly();
                """);

        assertThat(verdict.path("faults").toString()).contains("'type' is missing", "'fly' does not exist");
    }

    private static JsonNode compile(String program) {
        return ForeignTools.compile(
                program, RESOURCES.resolve("swarmbot-client.d.ts"), RESOURCES.resolve("swarmbot-client.js"));
    }

    private static Set<String> names(JsonNode verdict, String member) {
        Set<String> names = new TreeSet<>();
        verdict.path(member).forEach(name -> names.add(name.asText()));
        return names;
    }
}
