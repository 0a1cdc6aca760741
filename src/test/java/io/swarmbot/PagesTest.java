package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages for people name only what is there: classes, tests, files, metrics, links. */
class PagesTest {

    private static final Path README = Path.of("README.md");
    private static final Path MAIN = Path.of("src", "main", "java", "io", "swarmbot");
    private static final Path OPERATIONS = Path.of("src", "site", "markdown", "operations.md");
    private static final int LONGEST_README = 150;
    private static final int WIDEST_README = 120;
    private static final int LONGEST_TOUR = 9;
    private static final int LONGEST_FILE_OF_THE_TOUR = 200;

    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern TYPE = Pattern.compile("([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(?:\\.(\\w+))?");
    private static final Pattern OF_THE_TOUR = Pattern.compile("`((?:[a-z]+/)+[A-Z]\\w+|(?:[a-z]+/)*package-info)`");
    private static final Pattern METER =
            Pattern.compile("(\\.gauge|\\.counter|\\.timer|Timer\\.builder|\\.summary)\\(\\s*\"(swarmbot\\.[a-z.]+)\"");
    private static final Pattern METRIC = Pattern.compile("`(swarmbot_\\w+)");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    /** What Prometheus appends to the name of each kind of meter. */
    private static final Map<String, String> SUFFIXES = Map.of(
            ".gauge", "", ".counter", "_total", ".timer", "_seconds", "Timer.builder", "_seconds", ".summary", "");

    /** What looks like a class of this project and is none. */
    private static final Set<String> FOREIGN = Set.of(
            // Headers.
            "Accept",
            "Allow",
            "ETag",
            "Host",
            "Location",
            "Origin",
            "Vary",
            // Of browsers, the Java runtime and libraries.
            "BigDecimal",
            "Event",
            "EventSource",
            "InboundProcessingMode",
            "TreePMap",
            "WebSocket",
            // Of the JavaScript client.
            "ExactNumber",
            "Snapshot",
            "SwarmApi",
            "SwarmClient",
            "SwarmProblem",
            // Of the example agents.
            "Canceled",
            "Failed",
            // Endings of names of tests.
            "Contract",
            "XQuarkusTest",
            "XTest");

    private final Map<String, String> sources = sources();

    @Test
    void classesAndTestsThatAPageNamesExist() throws IOException {
        List<String> missing = new ArrayList<>();
        int found = 0;
        for (Path page : pages()) {
            for (String code : codes(Files.readString(page))) {
                Matcher type = TYPE.matcher(code);
                if (!type.matches() || FOREIGN.contains(type.group(1))) {
                    continue;
                }
                String source = sources.get(type.group(1));
                String member = type.group(2);
                boolean isThere = source != null
                        && (member == null
                                || Pattern.compile("\\b" + member + "\\b")
                                        .matcher(source)
                                        .find());
                if (isThere) {
                    found++;
                } else {
                    missing.add(page + ": " + code);
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(found).as("names that were looked up").isGreaterThan(200);
    }

    @Test
    void tourHasAtMostNineShortFiles() throws IOException {
        Matcher section = Pattern.compile("^## Read the code\n(.*?)^## ", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Files.readString(README));
        assertThat(section.find()).as("the section and the one behind it").isTrue();
        List<String> tour = OF_THE_TOUR
                .matcher(section.group(1))
                .results()
                .map(file -> file.group(1))
                .distinct()
                .toList();

        assertThat(tour).hasSizeBetween(5, LONGEST_TOUR);
        for (String each : tour) {
            Path file = MAIN.resolve(each + ".java");
            assertThat(file).exists();
            assertThat(Files.readAllLines(file)).as(each).hasSizeLessThanOrEqualTo(LONGEST_FILE_OF_THE_TOUR);
        }
    }

    @Test
    void readmeIsShort() throws IOException {
        List<String> lines = Files.readAllLines(README);

        assertThat(lines).hasSizeLessThanOrEqualTo(LONGEST_README);
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(WIDEST_README));
    }

    /** A counter is on /q/metrics only once it has counted, so the source says which ones there are. */
    @Test
    void metricsOfTheServiceAreOnThePageOfOperationsAndNoOthers() throws IOException {
        Set<String> registered = new TreeSet<>();
        for (String source : sources.values()) {
            METER.matcher(source).results().forEach(meter -> registered.add(prometheus(meter)));
        }
        assertThat(metrics(OPERATIONS)).isEqualTo(registered).isNotEmpty();
        for (Path page : pages()) {
            assertThat(registered).as("%s", page).containsAll(metrics(page));
        }
    }

    private static Set<String> metrics(Path page) throws IOException {
        return METRIC.matcher(Files.readString(page))
                .results()
                .map(metric -> metric.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String prometheus(MatchResult meter) {
        return meter.group(2).replace('.', '_') + SUFFIXES.get(meter.group(1));
    }

    @Test
    void linksLeadToFilesAndHeadings() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            for (MatchResult link :
                    LINK.matcher(Files.readString(page)).results().toList()) {
                String target = link.group(1);
                if (target.startsWith("http")) {
                    continue;
                }
                int hash = target.indexOf('#');
                String name = hash < 0 ? target : target.substring(0, hash);
                Path file = name.isEmpty() ? page : page.resolveSibling(name).normalize();
                boolean isThere =
                        Files.exists(file) && (hash < 0 || headings(file).contains(target.substring(hash + 1)));
                if (!isThere) {
                    broken.add(page + ": " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    /** As the anchors that are made of them. */
    private static Set<String> headings(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.matches("#+ .*"))
                .map(line -> line.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static List<String> codes(String page) {
        return CODE.matcher(page).results().map(code -> code.group(1)).toList();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> site = Files.walk(Path.of("src", "site", "markdown"))) {
            return Stream.concat(Stream.of(README, Path.of("src", "examples", "README.md")), site)
                    .filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    /** The text of each class by its simple name; nested types have the text of the file that they are in. */
    private static Map<String, String> sources() {
        Pattern type = Pattern.compile("\\b(?:class|interface|record|enum) (\\w+)");
        Map<String, String> sources = new TreeMap<>();
        for (String root : List.of("src/main/java", "src/test/java", "src/bench/java")) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                for (Path file :
                        files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    String source = Files.readString(file);
                    String name = file.getFileName().toString().replace(".java", "");
                    sources.put(name, source);
                    type.matcher(source).results().forEach(each -> sources.putIfAbsent(each.group(1), source));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(root, e);
            }
        }
        return sources;
    }
}
