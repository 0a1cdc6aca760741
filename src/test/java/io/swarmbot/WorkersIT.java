package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.swarmbot.testing.ExampleAgents;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.RunningProgram;
import io.swarmbot.testing.ServiceProcess;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Workers are processes that come and go as operations.md says: as many as the backlog wants, told to end by SIGTERM.
 * The test is the autoscaler.
 */
@Tag("stress-only")
class WorkersIT {

    private static final int TASKS = 24;
    private static final int TASKS_EACH = 2;
    private static final int MOST_WORKERS = 4;
    private static final String NAP = "{\"type\":\"nap\",\"requirements\":[\"nap\"],\"input\":{\"seconds\":1}}";

    /** A process and the agent that it is. */
    private record Worker(String id, RunningProgram program) {}

    private final Deque<Worker> working = new ArrayDeque<>();
    private final List<Worker> leaving = new ArrayList<>();
    private ServiceProcess service;
    private Rest rest;
    private int started;
    private int mostAtOnce;
    private int toldWhileTheyHeldATask;

    @AfterEach
    void end() {
        working.forEach(worker -> worker.program().close());
        leaving.forEach(worker -> worker.program().close());
        service.close();
    }

    @Test
    void workersFollowTheBacklogAndNoTaskIsTriedTwice() {
        service = ServiceProcess.with();
        rest = Rest.of(service.server(), "default");
        String start = rest.cursor();
        for (int wave = 1; wave <= 2; wave++) {
            for (int n = 0; n < TASKS; n++) {
                assertThat(rest.send("POST", "/tasks", NAP).statusCode()).isEqualTo(201);
            }
            mostAtOnce = 0;

            await("the end of the wave").pollInterval(Duration.ofMillis(100)).until(() -> {
                scaleTo(wantedWorkers());
                return working.isEmpty();
            });

            assertThat(mostAtOnce).as("workers of wave %d", wave).isEqualTo(MOST_WORKERS);
        }
        for (Worker worker : leaving) {
            assertThat(worker.program().exitCode(Patience.LIMIT))
                    .as(worker.program().output())
                    .isZero();
        }
        JsonNode tasks = Rest.json(rest.get("/tasks?limit=1000")).path("tasks");
        assertThat(tasks)
                .hasSize(2 * TASKS)
                .allSatisfy(task -> assertThat(task.path("status").asText()).isEqualTo("completed"));
        assertThat(started(start)).hasSize(2 * TASKS).doesNotHaveDuplicates();
        assertThat(toldWhileTheyHeldATask)
                .as("workers that were told to end at work")
                .isPositive();
    }

    /**
     * The tasks that were started after that cursor, one entry for each time. A worker that is told to end while its
     * claim is answered gives the task back without starting it.
     */
    private List<String> started(String cursor) {
        List<String> tasks = new ArrayList<>();
        Rest.json(rest.get("/events?limit=1000&types=task_status_changed&after=" + cursor))
                .path("events")
                .forEach(event -> {
                    if (event.path("status").asText().equals("running")) {
                        tasks.add(event.path("task_id").asText());
                    }
                });
        return tasks;
    }

    /** The rule of KEDA's scaler: one worker for each {@code targetValue} of {@code wanted}, up to the maximum. */
    private int wantedWorkers() {
        int wanted =
                Rest.json(rest.get("/backlog?capability=nap")).path("wanted").asInt(-1);
        assertThat(wanted).isNotNegative();
        return Math.min(MOST_WORKERS, (wanted + TASKS_EACH - 1) / TASKS_EACH);
    }

    private void scaleTo(int count) {
        while (working.size() < count) {
            List<String> command = new ArrayList<>(ExampleAgents.IN_PYTHON.patient());
            String id = "worker-" + started++;
            String url = service.server().toString();
            command.addAll(List.of("--url", url, "--id", id, "--capabilities", "nap", "--grace", "60"));
            working.add(new Worker(id, RunningProgram.start(command)));
        }
        mostAtOnce = Math.max(mostAtOnce, working.size());
        while (working.size() > count) {
            Worker worker = working.remove();
            if (!Rest.json(rest.get("/agents/" + worker.id()))
                    .path("current_task")
                    .isNull()) {
                toldWhileTheyHeldATask++;
            }
            worker.program().terminate();
            leaving.add(worker);
        }
    }
}
