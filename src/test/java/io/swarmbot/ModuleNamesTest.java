package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.testing.ForeignTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The names that the scripts of the page and of the client use are declared, by the TypeScript compiler. A browser
 * would notice only where the line is run.
 */
@Tag("stress-only")
class ModuleNamesTest {

    private static final Path RESOURCES = Path.of("src/main/resources/META-INF/resources");

    @Test
    void everyNameIsDeclaredAndEveryImportIsExported() throws IOException {
        List<Path> modules;
        try (Stream<Path> files = Files.walk(RESOURCES)) {
            modules = files.filter(each -> each.toString().endsWith(".js")).toList();
        }

        assertThat(modules).hasSizeGreaterThan(100);
        assertThat(ForeignTools.undeclaredNames(modules)).isEmpty();
    }

    /** The judge itself is tested, because one that takes everything would never fail. */
    @Test
    void nameThatNobodyDeclaresIsFound(@TempDir Path folder) throws IOException {
        Path other = Files.writeString(folder.resolve("other.js"), "export const there = 1;");
        Path module = Files.writeString(folder.resolve("module.js"), """
                import { there, missing } from './other.js';
                export const both = { there, state };
                console.log(missing, sate);
                """);

        assertThat(ForeignTools.undeclaredNames(List.of(other, module)))
                .containsExactly(
                        "module.js:1: Module '\"./other.js\"' has no exported member 'missing'.",
                        "module.js:2: No value exists in scope for the shorthand property 'state'. Either declare one or"
                                + " provide an initializer.",
                        "module.js:3: Cannot find name 'sate'.");
    }
}
