package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.swarmbot.testing.Crowd;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.ServiceProcess;
import io.swarmbot.testing.StreamClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The packaged service with as many clients as it is made for. The clients have a process of their own. */
@Tag("stress")
class CrowdIT {

    private static final Duration PATIENCE = Duration.ofMinutes(Scale.of(1, 5));

    /** How many commands one request has. */
    private static final int BATCH = 100;

    private static final int WRITERS = 2;

    private Rest rest;

    private ServiceProcess service() {
        ServiceProcess service =
                // The machine may be busy: no client counts as too slow, and nothing but the test is in the log.
                ServiceProcess.with(
                        "swarmbot.store.kind=memory",
                        "swarmbot.push.write-timeout=60s",
                        "swarmbot.agents.stale-after=1h",
                        "swarmbot.agents.lost-after=2h");
        rest = Rest.inNewSwarm(service.server());
        for (int writer = 0; writer < WRITERS; writer++) {
            rest.register("agent" + writer);
        }
        return service;
    }

    /** Several writers at once send commands as fast as the service takes them. */
    private void write(int events) {
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int writer = 0; writer < WRITERS; writer++) {
            String agent = "agent" + writer;
            writers.add(CompletableFuture.runAsync(
                    () -> write(agent, events / WRITERS), work -> new Thread(work, agent).start()));
        }
        writers.forEach(CompletableFuture::join);
    }

    private void write(String agent, int events) {
        String details = ",\"pad\":\"" + "x".repeat(60) + "\"}";
        for (int n = 0; n < events; n += BATCH) {
            StringBuilder commands = new StringBuilder();
            for (int i = n; i < n + BATCH; i++) {
                commands.append(i == n ? '[' : ',')
                        .append("{\"type\":\"update_agent_status\",\"status\":\"busy\",\"agent_id\":\"")
                        .append(agent)
                        .append("\",\"details\":{\"n\":")
                        .append(i)
                        .append(details)
                        .append('}');
            }
            HttpResponse<String> answer =
                    rest.send("POST", "/commands", commands.append(']').toString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    @Test
    void overloadedClientsGetEachEventOnceInOrder() {
        int clients = 1_000;
        int events = Scale.of(2_000, 30_000);
        try (ServiceProcess service = service();
                Crowd crowd = Crowd.of(clients, service.server(), rest.swarm(), PATIENCE)) {
            String start = rest.cursor();
            crowd.open();

            write(events);

            String head = rest.cursor();
            assertThat(StreamClient.seq(head) - StreamClient.seq(start)).isGreaterThanOrEqualTo(events);
            assertThat(crowd.reach(head)).isEqualTo(clients * (StreamClient.seq(head) - StreamClient.seq(start)));
        }
    }

    @Test
    void clientsThatAllResumeAtOnceGetWhatTheyMissedWithoutTwiceTheMemory() throws IOException {
        int clients = Scale.of(1_000, 10_000);
        int missed = 1_000;
        try (ServiceProcess service = service();
                Crowd crowd = Crowd.of(clients, service.server(), rest.swarm(), PATIENCE)) {
            String start = rest.cursor();
            crowd.open();
            write(missed);
            crowd.reach(rest.cursor());
            long steady = resident(service, "VmRSS");
            forgetPeak(service);

            crowd.cut();
            write(missed);
            crowd.open();
            String head = rest.cursor();
            long delivered = crowd.reach(head);

            long peak = resident(service, "VmHWM");
            System.out.printf("%d clients, %d MiB resident, peak %d MiB%n", clients, steady >> 10, peak >> 10);
            assertThat(delivered).isEqualTo(clients * (StreamClient.seq(head) - StreamClient.seq(start)));
            assertThat(peak).isLessThan(2 * steady);
        }
    }

    /** KiB of memory of the whole process: heap, direct memory, and what the virtual machine needs itself. */
    private static long resident(ServiceProcess service, String field) throws IOException {
        Path status = Path.of("/proc", Long.toString(service.pid()), "status");
        assumeTrue(Files.exists(status), "what a process takes is read from /proc");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** Starts to measure the peak of the memory anew. */
    private static void forgetPeak(ServiceProcess service) throws IOException {
        Files.writeString(Path.of("/proc", Long.toString(service.pid()), "clear_refs"), "5");
    }
}
