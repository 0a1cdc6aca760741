package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.testing.LoadToolProgram;
import io.swarmbot.testing.Patience;
import io.swarmbot.testing.RunningProgram;
import io.swarmbot.testing.ServiceProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The load tool, against the packaged service as users start it: a healthy service loses nothing. */
@Tag("stress-only")
class LoadToolIT {

    /** Longer than the service waits between two events of metrics, which are in the log beside those of the tool. */
    @Test
    void healthyServiceLosesNothingOverAnyTransport() {
        try (ServiceProcess service = ServiceProcess.asUsersStartIt()) {
            String token = service.firstToken();
            Map<String, RunningProgram> runs = new TreeMap<>();
            for (String transport : List.of("websocket", "batch", "sse", "poll")) {
                runs.put(transport, run(service, token, "--transport=" + transport, "--warm-up=2", "--seconds=13"));
            }
            runs.put("many at once", run(service, token, "--batch=20", "--rate=400", "--warm-up=2", "--seconds=13"));

            runs.forEach((name, run) -> {
                assertThat(run.exitCode(Patience.LIMIT)).as(name + run.output()).isZero();
                assertThat(run.wholeOutput())
                        .as(name)
                        .contains("lost 0, repeated or out of order 0, resets 0")
                        .doesNotContain("clients did not get everything");
                run.close();
            });
        }
    }

    private static RunningProgram run(ServiceProcess service, String token, String... options) {
        List<String> command = new ArrayList<>(List.of("env", "SWARMBOT_TOKEN=" + token));
        command.addAll(LoadToolProgram.command());
        command.addAll(List.of(
                "--service=" + service.server().toString().replaceAll("/$", ""),
                "--clients=10",
                "--publishers=2",
                "--rate=20"));
        // What is said again counts.
        command.addAll(List.of(options));
        return RunningProgram.start(command);
    }
}
