package io.swarmbot.push;

import static io.swarmbot.push.PushHarness.SWARM;
import static io.swarmbot.push.PushHarness.after;
import static io.swarmbot.push.PushHarness.fromHead;
import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.command.UpdateAgentStatus;
import io.swarmbot.store.Cursor;
import io.swarmbot.store.redis.RedisStores;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.Json;
import io.swarmbot.testing.PortSwitch;
import io.swarmbot.testing.RedisProcess;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The streams of two replicas while their Redis fails over to a copy that lacks the two newest events. */
class RedisFailoverTest {

    private final RedisProcess master = RedisProcess.with("--repl-diskless-sync-delay", "0");
    private final RedisProcess copy = RedisProcess.with("--repl-diskless-sync-delay", "0");
    private final PortSwitch address = PortSwitch.to(master.port());
    private final RedisStores stores = new RedisStores(address.port());
    private PushHarness first;
    private PushHarness second;
    /** What both copies have in common ends here. */
    private Cursor left;

    private RecordingOutlet atFirst;
    private RecordingOutlet atSecond;
    private RecordingOutlet slow;

    @BeforeEach
    void loseTwoEvents() {
        first = new PushHarness(stores.open(RedisStores.settings("test", 100_000)));
        second = new PushHarness(stores.open(RedisStores.settings("test", 100_000)));
        first.register("agent1");
        left = first.change("agent1", 1);
        copy.follow(master);
        copy.promote();
        await().until(() -> second.coordinator.state(SWARM).join().cursor().equals(left));
        atFirst = first.open(fromHead());
        atSecond = second.open(fromHead());
        slow = second.open(fromHead(), false);
        first.change("agent1", 2);
        first.change("agent1", 3);
        await().until(() -> atFirst.events().size() == 2 && atSecond.events().size() == 2);
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
        stores.close();
        address.close();
        copy.close();
        master.close();
    }

    /** The first change that is taken there. */
    private Cursor changeAfterFailover(PushHarness replica) {
        address.leadTo(copy.port());
        return await().until(
                        () -> replica.coordinator
                                .submit(SWARM, new UpdateAgentStatus("agent1", AgentStatus.BUSY, new Json("{\"n\":4}")))
                                .handle((answer, failure) -> answer == null ? null : answer.cursor())
                                .join(),
                        cursor -> cursor != null);
    }

    @Test
    void streamsAreResetOnlyIfTheySawLostEvents() {
        changeAfterFailover(first);
        first.change("agent1", 5);
        Cursor head = first.change("agent1", 6);

        List<String> log = first.logAfter(left);
        assertThat(log).hasSize(3);
        for (RecordingOutlet outlet : List.of(atFirst, atSecond)) {
            await().until(() -> outlet.lastSeq() == head.seq());
            List<String> resets = outlet.received("reset");
            assertThat(resets).hasSize(1);
            assertThat(resets.get(0)).contains("\"reason\":\"epoch\"");
            List<String> received = outlet.received();
            List<String> behind = received.subList(received.indexOf(resets.get(0)), received.size()).stream()
                    .filter(line -> line.contains("agent_status_changed"))
                    .toList();
            // A replica that hears late may reset its streams behind any of the three.
            long place = RecordingOutlet.seqOf(resets.get(0));
            assertThat(behind)
                    .isEqualTo(log.stream()
                            .filter(line -> RecordingOutlet.seqOf(line) > place)
                            .toList());
        }
        await().until(() -> {
            slow.take();
            return slow.events().size() >= 3;
        });
        assertThat(slow.received("reset")).isEmpty();
        assertThat(slow.events()).isEqualTo(log);
    }

    @Test
    void cursorOfANewEpochIsServedOnlyFromThatEpoch() {
        Cursor present = changeAfterFailover(first);
        await().until(() -> second.store
                .check()
                .handle((works, failure) -> failure == null)
                .toCompletableFuture()
                .join());

        RecordingOutlet hopped = second.open(after(present));
        Cursor head = first.change("agent1", 7);

        await().until(() -> hopped.lastSeq() == head.seq());
        assertThat(hopped.received("connected").get(0)).contains("\"resumed\":true");
        assertThat(hopped.received("reset")).isEmpty();
        assertThat(hopped.events()).isEqualTo(first.logAfter(present));
    }
}
