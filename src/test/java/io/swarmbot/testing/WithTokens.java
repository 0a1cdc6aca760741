package io.swarmbot.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.swarmbot.grant.TokenText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.ConfigProvider;

/** Whoever asks must have a token of a file: one for each role in the swarm {@code own}, and some others. */
public class WithTokens implements QuarkusTestProfile {

    /** The one swarm in which the roles have their rights. */
    public static final String OWN = "own";

    /** The swarm that the application's own rules for paths keep from everybody. */
    public static final String KEPT_BY_APPLICATION = "kept";

    /** A token that is written to the file. */
    public record Entry(String name, TokenText text, String grants, String expiresAt) {

        public String json() {
            String end = expiresAt == null ? "" : ",\"expires_at\":\"" + expiresAt + "\"";
            return "{\"id\":\"" + text.id() + "\",\"name\":\"" + name + "\",\"sha256\":\""
                    + HexFormat.of().formatHex(text.sha256()) + "\",\"grants\":" + grants + end + "}";
        }
    }

    private static final String FILE = "swarmbot.security.tokens-file";
    private static final String NAMES = "test.tokens";

    @Override
    public Map<String, String> getConfigOverrides() {
        List<Entry> entries = entries();
        try {
            Path file = Files.createTempFile("tokens", ".json");
            file.toFile().deleteOnExit();
            write(file, entries);
            return Map.ofEntries(
                    Map.entry("swarmbot.security.mode", "tokens"),
                    Map.entry(
                            "quarkus.http.auth.permission.kept.paths", "/api/v1/swarms/" + KEPT_BY_APPLICATION + "/*"),
                    Map.entry("quarkus.http.auth.permission.kept.policy", "deny"),
                    Map.entry("swarmbot.files.max-size", "100K"),
                    Map.entry("swarmbot.files.swarm-quota", "300K"),
                    Map.entry("swarmbot.files.principal-quota", "200K"),
                    Map.entry("swarmbot.files.max-uploads", "3"),
                    Map.entry(FILE, file.toString()),
                    Map.entry(
                            NAMES,
                            entries.stream()
                                    .map(each -> each.name() + "=" + each.text().reveal())
                                    .collect(Collectors.joining(";"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is written to the file. */
    protected List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (String role : List.of("viewer", "submitter", "operator", "monitor", "admin")) {
            entries.add(entry(role, "[{\"swarm\":\"own\",\"role\":\"" + role + "\"}]", null));
        }
        entries.add(entry("agent", "[{\"swarm\":\"own\",\"role\":\"agent\",\"agents\":[\"worker-*\"]}]", null));
        entries.add(entry("relay", "[{\"swarm\":\"own\",\"role\":\"operator\",\"may_act_for\":[\"team-*\"]}]", null));
        entries.add(entry("root", "[{\"swarm\":\"*\",\"role\":\"admin\"}]", null));
        entries.add(entry("nothing", "[]", null));
        entries.add(entry(
                "expired",
                "[{\"swarm\":\"*\",\"role\":\"admin\"}]",
                Instant.now().minus(Duration.ofMinutes(10)).toString()));
        return entries;
    }

    /** A new token. */
    public static Entry entry(String name, String grants, String expiresAt) {
        return new Entry(name, TokenText.generate(new SecureRandom()), grants, expiresAt);
    }

    private static void write(Path file, List<Entry> entries) throws IOException {
        Files.writeString(file, entries.stream().map(Entry::json).collect(Collectors.joining(",\n", "[", "]")));
    }

    /** The file of the application under test. */
    public static Path file() {
        return Path.of(ConfigProvider.getConfig().getValue(FILE, String.class));
    }

    /** The header of that principal. */
    public static String[] as(String name) {
        return header(tokens().get(name));
    }

    public static String[] header(String token) {
        return new String[] {"Authorization", "Bearer " + token};
    }

    /** The tokens by the names of their principals. */
    public static Map<String, String> tokens() {
        Map<String, String> tokens = new LinkedHashMap<>();
        for (String each :
                ConfigProvider.getConfig().getValue(NAMES, String.class).split(";")) {
            String[] parts = each.split("=");
            tokens.put(parts[0], parts[1]);
        }
        return tokens;
    }
}
