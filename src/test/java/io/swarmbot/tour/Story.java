package io.swarmbot.tour;

import static io.swarmbot.testing.Patience.await;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swarmbot.testing.Rest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A swarm at work, for pictures: agents bring the documentation of a shop up to date, ask two questions, fail twice and
 * share files. It happens in real time, by the commands that any agent gives, and goes on until it is closed.
 *
 * <p>Thread-safety: one thread tells it, one of its own plays all agents.
 */
final class Story implements AutoCloseable {

    private static final Duration BEAT = Duration.ofMillis(700);
    private static final List<String> AREAS =
            List.of("checkout", "payments", "search", "orders", "refunds", "accounts", "shipping", "catalogue");
    private static final Duration LONGEST = Duration.ofMinutes(6);

    private final Rest rest;
    private final List<StoryAgent> agents;
    private final ScheduledExecutorService stage = Executors.newSingleThreadScheduledExecutor();

    Story(Rest rest) {
        this.rest = rest;
        this.agents = List.of(
                new StoryAgent(rest, "planner-1", "plans the work", List.of("plan", "publish")),
                new StoryAgent(rest, "indexer-1", "reads the code", List.of("index")),
                new StoryAgent(rest, "indexer-2", "reads the code", List.of("index")),
                new StoryAgent(rest, "writer-1", "writes guides", List.of("write")),
                new StoryAgent(rest, "writer-2", "writes guides", List.of("write")),
                new StoryAgent(rest, "tester-1", "runs the examples", List.of("test")),
                new StoryAgent(rest, "reviewer-1", "proofreads", List.of("review")),
                new StoryAgent(rest, "translator-1", "writes German", List.of("translate")));
    }

    /** Begins it. */
    void begin() {
        agents.forEach(StoryAgent::register);
        rest.register("crawler-1", "{\"role\":\"watches the old site\",\"capabilities\":[\"crawl\"]}");
        submitWork();
        Future<?> play = stage.scheduleWithFixedDelay(
                () -> agents.forEach(StoryAgent::act), 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
        await("the first guides").atMost(LONGEST).until(() -> !play.isDone() && isAt("guide-accounts", "completed"));
    }

    /** Tells it to where the pictures are made. */
    void tell() {
        rest.send(
                "POST",
                "/tasks/guide-refunds/priority",
                "{\"priority\":1,\"actor\":\"maria\",\"reason\":\"The new refunds go live today\"}");
        rest.send(
                "POST",
                "/agents/writer-2/messages",
                "{\"text\":\"Use the words of the glossary in terms.md.\",\"actor\":\"planner-1\"}");
        rest.send(
                "POST",
                "/messages",
                "{\"to_capability\":\"translate\",\"text\":\"Please keep product names in English.\","
                        + "\"kind\":\"follow_up\",\"actor\":\"maria\"}");
        awaitScenes(false);
        submitLateWork();
        awaitScenes(true);
        rest.send("POST", "/agents/indexer-2/pause", "{\"actor\":\"maria\",\"reason\":\"Its index is rebuilt\"}");
        await("an agent that is not heard")
                .atMost(LONGEST)
                .until(() -> "lost"
                        .equals(Rest.json(rest.get("/agents/crawler-1"))
                                .path("liveness")
                                .asText()));
    }

    private void awaitScenes(boolean isLate) {
        for (StoryScene scene : StoryScene.values()) {
            if (scene.isLate() == isLate) {
                await("the scene " + scene).atMost(LONGEST).until(() -> isAt(scene.task(), scene.status()));
            }
        }
    }

    private void submitLateWork() {
        ArrayNode more = JsonNodeFactory.instance.arrayNode();
        task(more, "release-4-3", "plan", "Plan the documentation of release 4.3", 3);
        task(more, "code-coupons", "index", "Read the code of coupons", 6);
        task(more, "code-gift-cards", "index", "Read the code of gift cards", 6);
        task(more, "guide-keys", "write", "Write the guide to keys of the API", 8);
        task(more, "proof-terms", "review", "Read the glossary", 8);
        task(more, "german-terms", "translate", "Translate the glossary", 8);
        rest.send("POST", "/commands", more.toString());
    }

    private boolean isAt(String task, String status) {
        return status.equals(
                Rest.json(rest.get("/tasks/" + task)).path("status").asText());
    }

    private void submitWork() {
        ArrayNode work = JsonNodeFactory.instance.arrayNode();
        task(work, "release-4-2", "plan", "Plan the documentation of release 4.2", 2);
        for (String area : AREAS) {
            task(work, "code-" + area, "index", "Read the code of " + area, 4, "release-4-2");
        }
        for (String area : AREAS) {
            task(work, "guide-" + area, "write", "Write the guide to " + area, 4, "code-" + area);
            task(work, "examples-" + area, "test", "Run the examples of the guide to " + area, 5, "guide-" + area);
            task(work, "proof-" + area, "review", "Read the guide to " + area, 5, "guide-" + area, "examples-" + area);
            task(work, "german-" + area, "translate", "Translate the guide to " + area, 7, "proof-" + area);
        }
        task(work, "preview", "publish", "Publish a preview for support", 6, "proof-search", "proof-orders");
        task(work, "old-site", "crawl", "Find links to pages that move", 8);
        rest.send("POST", "/commands", work.toString());
    }

    private static void task(
            ArrayNode work, String id, String type, String description, int priority, String... dependencies) {
        ObjectNode task = work.addObject()
                .put("type", "submit_task")
                .put("task_id", id)
                .put("task_type", type)
                .put("description", description)
                .put("priority", priority)
                .put("actor", "maria");
        task.putArray("requirements").add(type);
        ArrayNode all = task.putArray("dependencies");
        List.of(dependencies).forEach(all::add);
        task.putObject("input").put("release", "4.2").put("language", "en");
    }

    @Override
    public void close() {
        stage.shutdownNow();
    }
}
