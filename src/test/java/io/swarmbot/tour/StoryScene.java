package io.swarmbot.tour;

import java.util.Arrays;
import java.util.Optional;

/** What happens to a task of the story besides being done, once it is as far as its progress says. */
enum StoryScene {
    FAILS_ONCE("examples-payments", "completed", 40, """
            {"code":"sandbox_timeout","message":"The payment sandbox gave no answer within 20 s"}"""),
    FAILS("german-search", "failed", 60, """
            {"code":"no_glossary","message":"terms.md has no German words for search"}"""),
    ASKS_FOR_A_WORD("guide-checkout", "input_required", 55, """
            {"text":"The code says both basket and cart. Which word should the guide use?",\
            "options":["basket","cart"],"found_in":"12 files"}"""),
    ASKS_FOR_A_DECISION("proof-orders", "input_required", 70, """
            {"text":"Two examples show real e-mail addresses. May I replace them?","options":["yes","no"]}"""),
    WRITES_FIRST("guide-refunds", "running", 35, "null"),
    TESTS("examples-shipping", "running", 20, "null"),
    PLANS("release-4-3", "running", 25, "null"),
    INDEXES("code-coupons", "running", 45, "null"),
    WRITES("guide-keys", "running", 60, "null"),
    READS("proof-terms", "running", 30, "null"),
    TRANSLATES("german-terms", "running", 15, "null");

    private final String task;
    private final String status;
    private final int progress;
    private final String json;

    StoryScene(String task, String status, int progress, String json) {
        this.task = task;
        this.status = status;
        this.progress = progress;
        this.json = json;
    }

    static Optional<StoryScene> of(String task) {
        return Arrays.stream(values()).filter(scene -> scene.task.equals(task)).findFirst();
    }

    /** Whether its task is submitted when most of the work is done: so all are at work at the end. */
    boolean isLate() {
        return compareTo(PLANS) >= 0;
    }

    String task() {
        return task;
    }

    /** The status of the task when its scene is over. */
    String status() {
        return status;
    }

    int progress() {
        return progress;
    }

    /** The error or the question. */
    String json() {
        return json;
    }
}
