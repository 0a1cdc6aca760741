package io.swarmbot.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.testing.Patience;
import io.swarmbot.testing.RunningProgram;
import io.swarmbot.testing.ServiceProcess;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The packaged service does not start with a webhook that cannot work, and says why, once. */
class WebhookStartIT {

    @Test
    void badWebhookEndsTheStartWithOneMessage() {
        try (ServiceProcess any = ServiceProcess.with()) {
            List<String> command = new ArrayList<>(any.command());
            command.add(1, "-Dswarmbot.webhooks.ci.url=https://example.org/");
            command.add(1, "-Dswarmbot.webhooks.ci.secret=hunter2");
            any.kill();
            try (RunningProgram service = RunningProgram.start(command)) {
                assertThat(service.exitCode(Patience.LIMIT)).isNotZero();
                assertThat(service.output())
                        .containsOnlyOnce("swarmbot.webhooks.ci.secret is not whsec_ and Base64 of 24 to 64 bytes")
                        .doesNotContain("\tat ", "hunter2");
            }
        }
    }
}
