package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.command.RegisterAgent;
import io.swarmbot.command.UpdateAgentStatus;
import io.swarmbot.coordinator.SwarmCoordinator;
import io.swarmbot.push.Hub;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Json;
import io.swarmbot.testing.RawSocket;
import io.swarmbot.testing.ShortPatience;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Clients that do not read are cut off with a reason, free their memory, resume by cursor, and disturb nobody else. */
@QuarkusTest
@TestProfile(ShortPatience.class)
@Tag("stress-only")
class SlowClientQuarkusTest {

    private static final String SWARM = "slow";
    private static final int EVENT_BYTES = 3_500;

    @TestHTTPResource("/")
    URI server;

    @Inject
    SwarmCoordinator coordinator;

    @Inject
    Hub hub;

    @Inject
    MeterRegistry meters;

    @BeforeEach
    void register() {
        coordinator.create(SWARM).join();
        coordinator
                .submit(SWARM, new RegisterAgent("agent1", null, null, List.of(), null))
                .join();
    }

    @Test
    void clientThatNeverReadsIsCutOffAndResumesByItsCursor() throws IOException {
        Cursor start = coordinator.state(SWARM).join().cursor();
        double cutBefore = cuts("too_slow");
        List<RawSocket> stuck = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            stuck.add(RawSocket.webSocket(server, "/api/v1/swarms/" + SWARM + "/live", "swarmbot.batch.v1"));
            stuck.add(RawSocket.eventStream(server, "/api/v1/swarms/" + SWARM + "/events"));
        }
        await().until(() -> hub.streams() == stuck.size());
        assertThat(stuck).allMatch(RawSocket::isOpenAtServer);

        try (RawSocket healthy =
                RawSocket.webSocket(server, "/api/v1/swarms/" + SWARM + "/live?after=" + start, "swarmbot.v1")) {
            Cursor head = start;
            long heapBefore = usedHeap();
            for (int n = 0; n < 2_000; n++) {
                head = change(n);
                healthy.readUntil("\"cursor\":\"" + head + "\"");
            }
            long grown = usedHeap() - heapBefore;

            await().until(() -> hub.streams() == 1);
            assertThat(cuts("too_slow") - cutBefore).isEqualTo(stuck.size());
            assertThat(stuck).noneMatch(RawSocket::isOpenAtServer);
            // Seven megabytes were published. The ring and the log keep them once; six queues would keep forty.
            assertThat(grown).isLessThan(24L << 20);

            // The client resumes by its cursor, and reads what it missed.
            try (RawSocket back = RawSocket.eventStream(server, "/api/v1/swarms/" + SWARM + "/events?after=" + start)) {
                String text = back.readUntil("\"cursor\":\"" + head + "\"");
                assertThat(text).contains("\"resumed\":true").doesNotContain("event: reset");
                assertThat(text.split("event: agent_status_changed", -1)).hasSize(2_001);
            }
        }
        for (RawSocket socket : stuck) {
            socket.close();
        }
    }

    @Test
    void clientThatFloodsPingsWithoutReadingIsCutOff() throws IOException {
        floodUntilCutOff(RawSocket::ping);
        long heapBefore = usedHeap();

        floodUntilCutOff(RawSocket::ping);

        assertThat(usedHeap() - heapBefore).isLessThan(8L << 20);
    }

    @Test
    void clientThatFloodsBadMessagesWithoutReadingIsCutOff() throws IOException {
        floodUntilCutOff(socket -> socket.text("{\"no\":\"command\"}"));
        long heapBefore = usedHeap();

        floodUntilCutOff(socket -> socket.text("{\"no\":\"command\"}"));

        assertThat(usedHeap() - heapBefore).isLessThan(8L << 20);
    }

    private interface Sending {

        void send(RawSocket socket) throws IOException;
    }

    private void floodUntilCutOff(Sending sending) throws IOException {
        try (RawSocket flooding = RawSocket.webSocket(server, "/api/v1/swarms/" + SWARM + "/live", "swarmbot.v1")) {
            Thread flood = new Thread(() -> {
                try {
                    while (!Thread.currentThread().isInterrupted()) {
                        sending.send(flooding);
                    }
                } catch (IOException e) {
                    // The server has ended the connection, as this test expects.
                }
            });
            flood.setDaemon(true);
            flood.start();
            await().until(() -> !flooding.isOpenAtServer());
            flood.interrupt();
        }
        await().until(() -> hub.streams() == 0);
    }

    private Cursor change(int n) {
        String pad = "x".repeat(EVENT_BYTES);
        Json details = new Json("{\"n\":" + n + ",\"pad\":\"" + pad + "\"}");
        return coordinator
                .submit(SWARM, new UpdateAgentStatus("agent1", AgentStatus.BUSY, details))
                .join()
                .cursor();
    }

    private double cuts(String reason) {
        return meters.counter("swarmbot.streams.ended", "reason", reason).count();
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
