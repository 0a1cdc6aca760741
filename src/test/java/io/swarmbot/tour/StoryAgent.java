package io.swarmbot.tour;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmbot.testing.Rest;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One agent of the story: it claims what it can do, and reports until it is done. Confined to the thread of the story.
 */
final class StoryAgent {

    private static final Map<String, List<String>> STEPS = Map.of(
            "plan", List.of("Reading the notes of release 4.2", "Sorting the areas"),
            "index", List.of("Reading classes", "Following calls", "Listing examples"),
            "write", List.of("Collecting examples", "Writing the overview", "Writing the steps", "Checking links"),
            "test", List.of("Starting the sandbox", "Running example 3 of 9", "Running example 7 of 9"),
            "review", List.of("Reading for facts", "Reading for words"),
            "translate", List.of("Looking up words", "Translating"),
            "publish", List.of("Building the pages"));
    /** In so many beats a slow task gets on by one percent. */
    private static final int SLOW = 6;

    private final Rest rest;
    private final String id;
    private final String role;
    private final List<String> capabilities;
    private final Random random;
    private @Nullable JsonNode task;
    private int progress;
    private int beat;

    StoryAgent(Rest rest, String id, String role, List<String> capabilities) {
        this.rest = rest;
        this.id = id;
        this.role = role;
        this.capabilities = capabilities;
        this.random = new Random(id.hashCode());
    }

    void register() {
        rest.register(
                id,
                "{\"role\":\"" + role + "\",\"capabilities\":[\"" + String.join("\",\"", capabilities)
                        + "\"],\"lease\":\"1h\"}");
    }

    /** One beat of its life. */
    void act() {
        rest.send("POST", "/agents/" + id + "/heartbeat", "{}");
        if (task == null) {
            take();
        } else {
            goOn(task);
        }
    }

    private void take() {
        JsonNode claimed = claim();
        if (claimed == null) {
            return;
        }
        task = claimed;
        progress = 0;
        rest.start(idOf(claimed), id);
        rest.send("PUT", "/agents/" + id + "/status", "{\"status\":\"busy\"}");
    }

    private @Nullable JsonNode claim() {
        var answer = rest.send("POST", "/agents/" + id + "/claim?wait=0s", null);
        return answer.statusCode() == 200 ? Rest.json(answer) : null;
    }

    private void goOn(JsonNode held) {
        String name = idOf(held);
        StoryScene scene = StoryScene.of(name).orElse(null);
        boolean isScene = scene != null && progress >= scene.progress();
        if (isScene && scene == StoryScene.FAILS_ONCE && held.path("attempt").asInt() == 1) {
            end(name, "fail", "\"error\":" + scene.json());
        } else if (isScene && scene == StoryScene.FAILS) {
            end(name, "fail", "\"retry\":false,\"error\":" + scene.json());
        } else if (isScene && "input_required".equals(scene.status())) {
            task = null; // whoever asks goes on with other work
            tell(name, "request-input", "\"question\":" + scene.json());
            rest.send("PUT", "/agents/" + id + "/status", "{\"status\":\"waiting\"}");
        } else if (progress >= 100) {
            finish(name, held.path("type").asText());
        } else {
            boolean isSlow = isScene && "running".equals(scene.status());
            progress =
                    isSlow ? Math.min(95, progress + (beat++ % SLOW == 0 ? 1 : 0)) : progress + 9 + random.nextInt(14);
            List<String> steps = STEPS.getOrDefault(held.path("type").asText(), List.of("Working"));
            String step = steps.get(Math.min(steps.size() - 1, progress * steps.size() / 100));
            tell(name, "progress", "\"progress\":" + Math.min(100, progress) + ",\"message\":\"" + step + "\"");
        }
    }

    private void finish(String name, String type) {
        if (type.equals("write")) {
            String area = name.substring(name.indexOf('-') + 1);
            share(name + ".md", "text/markdown", name, """
                    # Guide to %s

                    What this part of the shop does, for people who build on it.

                    ## Steps
                    1. Ask for a key.
                    2. Try the first example.
                    3. Read what it answered.
                    """.formatted(area));
        } else if (type.equals("test")) {
            share(
                    name.replace("examples", "report") + ".json",
                    "application/json",
                    name,
                    "{\"examples\":9,\"passed\":9,\"seconds\":14.2}");
        }
        end(name, "complete", "\"result\":{\"words\":" + (400 + random.nextInt(900)) + ",\"warnings\":0}");
    }

    private void share(String file, String type, String name, String content) {
        rest.send("POST", "/files?name=" + file + "&task=" + name + "&agent=" + id, content, "Content-Type", type);
    }

    private void end(String name, String verb, String members) {
        tell(name, verb, members);
        task = null;
        rest.send("PUT", "/agents/" + id + "/status", "{\"status\":\"idle\"}");
    }

    private void tell(String name, String verb, String members) {
        rest.send("POST", "/tasks/" + name + "/" + verb, "{\"agent_id\":\"" + id + "\"," + members + "}");
    }

    private static String idOf(JsonNode held) {
        return held.path("id").asText();
    }
}
