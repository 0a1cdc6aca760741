package io.swarmbot;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The hash in the content security policy is that of the import map in the page. */
class ImportMapTest {

    private static final Path RESOURCES = Path.of("src", "main", "resources");
    private static final String POLICY = "quarkus.http.filter.page.header.\"Content-Security-Policy\"";
    private static final Pattern INLINE_SCRIPT =
            Pattern.compile("<script(?![^>]*\\bsrc=)[^>]*>(.*?)</script>", Pattern.DOTALL);

    @Test
    void policyAllowsTheImportMapAndNoOtherInlineScript() throws Exception {
        Matcher script = INLINE_SCRIPT.matcher(Files.readString(RESOURCES.resolve("META-INF/resources/index.html")));
        assertThat(script.find()).isTrue();
        byte[] hash =
                MessageDigest.getInstance("SHA-256").digest(script.group(1).getBytes(UTF_8));

        assertThat(policy())
                .as("script-src in META-INF/microprofile-config.properties")
                .contains("script-src 'self' 'sha256-" + Base64.getEncoder().encodeToString(hash) + "';")
                .doesNotContain("unsafe");
        assertThat(script.find()).as("a second inline script").isFalse();
    }

    private static String policy() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(RESOURCES.resolve("META-INF/microprofile-config.properties"))) {
            properties.load(new InputStreamReader(in, UTF_8));
        }
        return properties.getProperty(POLICY);
    }
}
