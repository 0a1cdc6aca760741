package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.testing.Browser;
import io.swarmbot.testing.EventStreamClient;
import io.swarmbot.testing.RawSocket;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.ServiceProcess;
import io.swarmbot.testing.StreamClient;
import io.swarmbot.testing.Tab;
import io.swarmbot.testing.WebSocketClient;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The packaged service ends, in order or killed, and starts again. */
class RestartIT {

    private static final int GOING_AWAY = 1001;

    /** Twice the longest pause of the page between two tries, if the service is slow to come back. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private static final int ENDED_BY_SIGTERM = 128 + 15;

    @Test
    void pageResumesWhenAKilledServiceIsBack() {
        try (ServiceProcess service = ServiceProcess.with();
                Tab tab = Browser.open(service.server(), "default")) {
            Rest rest = Rest.of(service.server(), "default");
            String cursor = rest.register("before");
            tab.await("[data-agent=before]");
            tab.awaitLive();

            service.kill();
            tab.await("#connection[data-state=reconnecting]");
            service.start();
            String end = rest.register("after");

            tab.await("#connection[data-state=live][data-transport=websocket][data-cursor='" + end + "']");
            tab.await("[data-agent=after]");
            tab.await("[data-agent=before]");
            assertThat(end).isEqualTo(StreamClient.epoch(cursor) + "-" + (StreamClient.seq(cursor) + 1));
            assertThat(tab.evaluate("JSON.stringify(window.swarmbot.state.toSnapshot())"))
                    .isEqualTo(rest.snapshotText());
        }
    }

    @Test
    void pageBeginsAnewWhenTheServiceLostItsData() {
        try (ServiceProcess service = ServiceProcess.with("swarmbot.store.kind=memory");
                Tab tab = Browser.open(service.server(), "default")) {
            Rest rest = Rest.of(service.server(), "default");
            rest.register("before");
            tab.await("[data-agent=before]");
            tab.awaitLive();
            String cursor = tab.cursor();

            service.kill();
            tab.await("#connection[data-state=reconnecting]");
            tab.await("[data-agent=before]");
            service.start();
            String end = rest.register("after");

            tab.await(
                    "#connection[data-state=live][data-transport=websocket][data-cursor='" + end + "']", LONGEST_PAUSE);
            tab.await("[data-agent=after]");
            tab.awaitGone("[data-agent=before]");
            assertThat(StreamClient.epoch(end)).isNotEqualTo(StreamClient.epoch(cursor));
            assertThat(tab.evaluate("JSON.stringify(window.swarmbot.state.toSnapshot())"))
                    .isEqualTo(rest.snapshotText());
        }
    }

    @Test
    void terminatedServiceTellsItsStreamsToReconnect() {
        try (ServiceProcess service = ServiceProcess.with();
                WebSocketClient live = WebSocketClient.open(service.server(), "default", "");
                EventStreamClient events = EventStreamClient.open(service.server(), "default", "")) {
            service.terminate();

            assertThat(live.closeCode()).isEqualTo(GOING_AWAY);
            events.await("reconnect");
            events.awaitEnd();
            assertThat(service.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
        }
    }

    @Test
    void aServiceThatIsTerminatedLogsNoErrorForAClientThatDoesNotAnswerTheClose() throws IOException {
        try (ServiceProcess service = ServiceProcess.with();
                RawSocket silent =
                        RawSocket.webSocket(service.server(), "/api/v1/swarms/default/live", "swarmbot.batch.v1")) {
            silent.readUntil("connected");
            service.terminate();

            assertThat(service.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
            assertThat(service.output()).doesNotContain("ERROR");
        }
    }
}
