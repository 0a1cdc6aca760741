package io.swarmbot.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.swarmbot.command.Scene;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.Stamp;
import io.swarmbot.swarm.StoredState;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskSpec;
import io.swarmbot.wire.Document;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** How much one page of tasks may cost. */
class TaskQueryTest {

    private static final int MOST_LOOKED_AT = 100_000;

    @Test
    void pageEndsAfterALookAtAHundredThousandTasksAndTheNextOneGoesOnThere() throws IOException {
        TaskSpec spec =
                new Scene().given(Scene.submit("t1")).state().requireTask("t1").spec();
        List<Task> tasks = new ArrayList<>();
        for (int n = 0; n <= MOST_LOOKED_AT; n++) {
            tasks.add(task(spec, String.format(Locale.ROOT, "t%06d", n)));
        }
        SwarmState state = new StoredState(
                        List.of(),
                        tasks,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        StoredState.Summary.NONE,
                        StoredState.Unreadable.NONE)
                .at("s", new SwarmLimits(8, 200_000, 1_000), new Cursor("k3f9", 1));

        JsonNode first = page(state, null);
        assertThat(first.path("tasks")).isEmpty();
        assertThat(first.path("next").asText()).isEqualTo("t099999");
        JsonNode second = page(state, "t099999");
        assertThat(second.path("tasks").findValuesAsText("id")).containsExactly("t100000");
        assertThat(second.path("next").isNull()).isTrue();
    }

    private static Task task(TaskSpec spec, String id) {
        return Task.submitted(id, spec, new Stamp("s", new Cursor("k3f9", 1), Scene.NOON, true));
    }

    private static JsonNode page(SwarmState state, String after) throws IOException {
        Document<Integer> document =
                TaskQuery.of(null, "id:t100000", after, null, null).pageOf(state, Scene.NOON);
        return new ObjectMapper().readTree(document.bytes());
    }
}
