package io.swarmbot.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.command.RegisterAgent;
import io.swarmbot.command.Scene;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.file.SharedFile;
import io.swarmbot.swarm.message.SwarmMessage;
import io.swarmbot.wire.SnapshotPart.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

/** A snapshot that is encoded in parts is the same document as one that is encoded whole. */
class SnapshotDocumentTest {

    private static final int ELEMENT_BYTES = 5_000;

    private static Scene scene(int agents, int tasks, int messages, int files) {
        Scene scene = new Scene(new SwarmLimits(1_000, 10_000, 1_000));
        for (int n = 0; n < agents; n++) {
            Json metrics = new Json("{\"m\":\"" + "x".repeat(4_000) + "\"}");
            scene.given(new RegisterAgent("agent" + n, "Zoë " + n, null, List.of(), metrics));
        }
        for (int n = 0; n < tasks; n++) {
            scene.given(Scene.submit("task" + n));
        }
        for (int n = 0; n < messages; n++) {
            scene.given(Scene.send("agent" + n % agents));
        }
        for (int n = 0; n < files; n++) {
            scene.given(Scene.share("file" + n, null, null));
        }
        return scene;
    }

    private static List<byte[]> parts(SwarmState state) {
        Document<Place> document = Documents.snapshot(state);
        List<byte[]> parts = new ArrayList<>();
        Place place = document.start();
        while (place != null) {
            Document.Part<Place> part = document.part(place);
            assertThat(document.part(place).json()).as("made again").isEqualTo(part.json());
            parts.add(part.json());
            place = part.next();
        }
        return parts;
    }

    /** Written down without any of the code that is tested but that of single entities. */
    private static String whole(SwarmState state) {
        StringJoiner agents = new StringJoiner(",", "[", "]");
        state.agents().forEach(each -> agents.add(new String(Documents.agent(each), UTF_8)));
        StringJoiner tasks = new StringJoiner(",", "[", "]");
        for (Task each : state.snapshotTasksAfter("")) {
            tasks.add(new String(Documents.task(each), UTF_8));
        }
        StringJoiner messages = new StringJoiner(",", "[", "]");
        for (SwarmMessage each : state.messages().after("")) {
            messages.add(new String(Documents.message(each), UTF_8));
        }
        StringJoiner files = new StringJoiner(",", "[", "]");
        for (SharedFile each : state.files().after("")) {
            files.add(new String(Documents.file(each), UTF_8));
        }
        String totals = new String(Wire.bytes(out -> MetricsJson.write(out, state.totals())), UTF_8);
        return "{\"swarm\":\"default\",\"cursor\":\"" + state.cursor() + "\",\"agents\":" + agents + ",\"tasks\":"
                + tasks + ",\"totals\":" + totals + ",\"messages\":" + messages + ",\"files\":" + files
                + "}";
    }

    private static void assertParts(Scene scene, int atLeast) {
        List<byte[]> parts = parts(scene.state());
        StringBuilder together = new StringBuilder();
        parts.forEach(each -> together.append(new String(each, UTF_8)));

        assertThat(together).hasToString(whole(scene.state()));
        assertThat(parts).hasSizeGreaterThanOrEqualTo(atLeast);
        assertThat(parts).allSatisfy(each -> assertThat(each).hasSizeLessThan(Document.PART_BYTES + ELEMENT_BYTES));
    }

    @Test
    void smallSnapshotIsOnePart() {
        assertThat(parts(scene(0, 0, 0, 0).state())).hasSize(1);
        assertParts(scene(0, 0, 0, 0), 1);
        assertParts(scene(1, 1, 1, 1), 1);
    }

    @Test
    void partsOfALargeSnapshotAreTheWholeWhereverTheyAreCut() {
        assertParts(scene(100, 0, 0, 0), 6);
        assertParts(scene(0, 1_000, 0, 0), 6);
        assertParts(scene(30, 500, 50, 0), 5);
        assertParts(scene(0, 0, 0, 1_000), 3);
        // Sizes at which a part ends with a list, or shortly before or behind it.
        for (int agents = 14; agents < 20; agents++) {
            assertParts(scene(agents, 1, 1, 1), 1);
        }
    }
}
