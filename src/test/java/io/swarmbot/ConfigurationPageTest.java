package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page on configuration has every key of the service with its default, and no other key. */
class ConfigurationPageTest {

    private static final String NO_DEFAULT = "none";

    @Test
    void pageHasEveryKeyWithItsDefault() throws IOException {
        assertThat(documented()).isEqualTo(keys());
    }

    /** What was tried in dev mode must not be there when the service is started as in production. */
    @Test
    void devModeHasADirectoryOfItsOwn() {
        assertThat(directory("dev")).contains("dev-data");
        assertThat(directory("prod")).isEmpty();
    }

    private static Optional<String> directory(String profile) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addPropertiesSources()
                .withProfile(profile)
                .build()
                .getOptionalValue("swarmbot.store.embedded.directory", String.class);
    }

    private static Map<String, String> documented() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        Matcher row = Pattern.compile("^\\| `(swarmbot\\.[a-z0-9.<>-]+)` \\| (?:`([^`]*)`|none) \\|", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("src/site/markdown/configuration.md")));
        while (row.find()) {
            String before = documented.put(row.group(1), row.group(2) == null ? NO_DEFAULT : row.group(2));
            assertThat(before).as(row.group(1) + " is there twice").isNull();
        }
        return documented;
    }

    private static Map<String, String> keys() {
        Map<String, String> keys = new TreeMap<>();
        for (JavaClass each : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.swarmbot")) {
            if (each.isAnnotatedWith(ConfigMapping.class)) {
                Class<?> mapping = each.reflect();
                collect(mapping.getAnnotation(ConfigMapping.class).prefix(), mapping, keys);
            }
        }
        return keys;
    }

    private static void collect(String prefix, Class<?> mapping, Map<String, String> keys) {
        for (Method method : mapping.getDeclaredMethods()) {
            String key =
                    prefix + "." + method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (method.getReturnType().getEnclosingClass() == mapping
                    && method.getReturnType().isInterface()) {
                collect(key, method.getReturnType(), keys);
            } else if (method.isAnnotationPresent(WithParentName.class)) {
                // Groups by their names.
                for (Class<?> group : mapping.getDeclaredClasses()) {
                    collect(prefix + ".<name>", group, keys);
                }
            } else {
                WithDefault usual = method.getAnnotation(WithDefault.class);
                keys.put(key, usual == null ? NO_DEFAULT : usual.value());
            }
        }
    }
}
