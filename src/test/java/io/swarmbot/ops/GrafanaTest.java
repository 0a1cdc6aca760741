package io.swarmbot.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The board and the alert rules ask only for metrics that the page of operations names. {@code MetricsQuarkusTest}
 * compares the page with a running service.
 */
class GrafanaTest {

    private static final Path HERE = Path.of("src", "main", "grafana");
    private static final Path PAGE = Path.of("src", "site", "markdown", "operations.md");
    private static final Pattern NAMED = Pattern.compile("^\\| `([a-z]+(?:_[a-z]+)+)` \\|", Pattern.MULTILINE);

    /** A name before the braces of its labels, or one that a rule compares as it is. */
    private static final Pattern ASKED =
            Pattern.compile("\\b((?:swarmbot|http|process|jvm|worker)_[a-z_]+)(?=[{\\[ ,)])");

    private static Set<String> named() throws IOException {
        Set<String> named = new TreeSet<>();
        NAMED.matcher(Files.readString(PAGE)).results().forEach(row -> {
            named.add(row.group(1));
            if (row.group(1).startsWith("swarmbot_commit_")) {
                List.of("_count", "_sum", "_max").forEach(part -> named.add(row.group(1) + part));
            }
        });
        return named;
    }

    private static Set<String> asked(List<String> expressions) {
        Set<String> asked = new TreeSet<>();
        for (String expression : expressions) {
            ASKED.matcher(expression).results().forEach(name -> asked.add(name.group(1)));
        }
        return asked;
    }

    @Test
    void boardAsksOnlyForMetricsThatThereAre() throws IOException {
        JsonNode board =
                new ObjectMapper().readTree(HERE.resolve("swarmbot.json").toFile());
        List<String> expressions = new ArrayList<>();
        for (JsonNode panel : board.path("panels")) {
            assertThat(panel.path("targets")).as(panel.path("title").asText()).isNotEmpty();
            panel.path("targets")
                    .forEach(each -> expressions.add(each.path("expr").asText()));
        }
        board.path("templating")
                .path("list")
                .forEach(each -> expressions.add(each.path("query").asText()));

        assertThat(asked(expressions)).hasSizeGreaterThan(10).isSubsetOf(named());
    }

    @Test
    void everyAlertAsksOnlyForMetricsThatThereAreAndSaysWhatIsWrong() throws IOException {
        JsonNode rules = new ObjectMapper(new YAMLFactory())
                .readTree(HERE.resolve("alerts.yml").toFile())
                .path("groups")
                .path(0)
                .path("rules");
        List<String> expressions = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        for (JsonNode rule : rules) {
            assertThat(names.add(rule.path("alert").asText())).as("%s", rule).isTrue();
            assertThat(rule.path("annotations").path("summary").asText()).isNotEmpty();
            assertThat(rule.path("labels").path("severity").asText()).isIn("critical", "warning");
            expressions.add(rule.path("expr").asText());
        }

        assertThat(names).hasSizeGreaterThan(5);
        assertThat(asked(expressions)).hasSizeGreaterThan(4).isSubsetOf(named());
    }
}
