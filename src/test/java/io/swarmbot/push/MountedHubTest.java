package io.swarmbot.push;

import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.command.RegisterAgent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The streams of a swarm that is mounted are those of the other hub, and count there only. */
class MountedHubTest {

    private static final String MOUNTED = "mounted";

    private final PushHarness service = new PushHarness();
    private final PushHarness other = new PushHarness();
    private final RecordingOutlet outlet = new RecordingOutlet(other.loop, true, other.ticker);

    MountedHubTest() {
        other.coordinator.create(MOUNTED).join();
        service.coordinator.mount(MOUNTED, other.coordinator);
        service.hub.mount(MOUNTED, other.hub);
    }

    @AfterEach
    void close() {
        service.close();
        other.close();
    }

    private void open() {
        Admission admission = service.hub.admit(MOUNTED, Admission.Transport.WEBSOCKET, Admission.Login.FOR_EVER);
        outlet.subscription = service.hub
                .open(MOUNTED, PushHarness.fromHead(), admission, outlet, other.loop)
                .join();
    }

    @Test
    void streamShowsWhatHappensThere() {
        open();

        service.coordinator
                .submit(MOUNTED, new RegisterAgent("agent1", null, null, List.of(), null))
                .join();

        await().until(() -> outlet.events().size() == 1);
    }

    @Test
    void streamAndPollCountThereOnly() {
        open();
        LongPoll polls = new LongPoll(service.coordinator, service.hub, service.ticker, service.loop);
        StreamRequest after =
                PushHarness.after(other.coordinator.state(MOUNTED).join().cursor());

        CompletableFuture<LongPoll.Result> poll =
                polls.poll(MOUNTED, after, Duration.ofMinutes(1), 10, Admission.Login.FOR_EVER);

        await("the poll to wait").until(() -> other.hub.streams() == 2);
        assertThat(service.hub.streams()).isZero();
        service.coordinator
                .submit(MOUNTED, new RegisterAgent("agent1", null, null, List.of(), null))
                .join();
        assertThat(poll.join().events()).hasSize(1);
    }
}
