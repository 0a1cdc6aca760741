package io.swarmbot.push;

import static io.swarmbot.push.PushHarness.SWARM;
import static io.swarmbot.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.swarmbot.command.Giver;
import io.swarmbot.coordinator.Rejections;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.wire.CommandMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One connection that follows the inbox, in time that the test moves. */
class InboxStreamTest {

    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);

    private final PushHarness harness =
            PushHarness.inManualTime(WRITE_TIMEOUT, Duration.ofSeconds(15), PushHarness.NEVER);
    private final Places places = new Places();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicReference<String> endOfLogin = new AtomicReference<>();
    private final AtomicReference<CloseReason> reason = new AtomicReference<>();

    @BeforeEach
    void register() {
        register(SWARM);
    }

    @AfterEach
    void close() {
        harness.close();
    }

    private void give(String swarm, String command) {
        String message = ("{" + command + "}").replace('\'', '"');
        harness.coordinator
                .submit(swarm, CommandMessage.of(message, Giver.ANYBODY).command())
                .join();
    }

    private void register(String swarm) {
        give(swarm, "'type':'register_agent','agent_id':'a1','capabilities':['x'],'assignment':'claim','slots':64");
    }

    private void fail(String task) {
        fail(SWARM, task);
    }

    private void fail(String swarm, String task) {
        give(swarm, "'type':'submit_task','task_id':'" + task + "','task_type':'work','requirements':['x']");
        give(swarm, "'type':'reassign_task','task_id':'" + task + "','agent_id':'a1'");
        give(swarm, "'type':'fail_task','task_id':'" + task + "','agent_id':'a1','error':'no','retry':false");
    }

    private void retry(String task) {
        give(SWARM, "'type':'retry_task','task_id':'" + task + "'");
    }

    private static ByteBuf comment() {
        return Unpooled.copiedBuffer(":", StandardCharsets.UTF_8);
    }

    private RecordingOutlet open(boolean takesAtOnce) {
        RecordingOutlet outlet = new RecordingOutlet(harness.loop, takesAtOnce, harness.ticker);
        open(outlet).join();
        harness.drain();
        return outlet;
    }

    private CompletableFuture<Runnable> open(RecordingOutlet outlet) {
        Admission admission = Admission.take(places, Admission.Transport.SSE, Integer.MAX_VALUE, endOfLogin::get);
        admission.whenReleased(reason::set);
        return harness.inboxes.open(
                swarm -> {
                    looks.incrementAndGet();
                    return true;
                },
                admission,
                outlet,
                InboxStreamTest::comment,
                harness.loop);
    }

    /** Lets the streams have their turns for so long. */
    private void pass(int seconds) {
        for (int n = 0; n < seconds; n++) {
            harness.advance(InboxStreams.TURN);
            harness.inboxes.turn();
            harness.drain();
        }
    }

    @Test
    void streamBeginsWithWhatWaitsAndThenTellsWhatCameAndWent() {
        fail("t1");
        RecordingOutlet outlet = open(true);
        assertThat(outlet.received("begin")).singleElement().asString().contains("\"task_id\":\"t1\"");

        fail("t2");
        pass(1);
        retry("t1");
        pass(1);

        assertThat(outlet.received("added")).singleElement().asString().contains("\"task_id\":\"t2\"");
        assertThat(outlet.received("removed")).singleElement().asString().contains("\"task_id\":\"t1\"");
        assertThat(outlet.received()).hasSize(3);
    }

    @Test
    void whatCameAndWentBetweenTwoLooksIsNotTold() {
        RecordingOutlet outlet = open(true);

        fail("t1");
        retry("t1");
        pass(1);

        assertThat(outlet.received()).hasSize(1);
    }

    @Test
    void deletedSwarmTakesItsEntriesWithIt() {
        harness.coordinator.create("gone").join();
        register("gone");
        fail("gone", "t1");
        RecordingOutlet outlet = open(true);
        assertThat(outlet.received("begin").get(0)).contains("\"swarm\":\"gone\"");

        harness.coordinator.delete("gone").join();
        pass(1);

        assertThat(outlet.received("removed")).singleElement().asString().contains("\"swarm\":\"gone\"");
    }

    @Test
    void clientThatDoesNotReadHasOneWriteAndThenWhatIsDifferent() {
        RecordingOutlet outlet = open(false);
        fail("t1");
        fail("t2");
        pass(1);
        retry("t1");
        pass(2);
        assertThat(outlet.received()).hasSize(1);
        int before = looks.get();

        outlet.take();
        harness.drain();
        pass(1);

        assertThat(looks.get()).isGreaterThan(before);
        assertThat(outlet.mostOutstanding).hasValue(1);
        assertThat(outlet.received("removed")).isEmpty();
        assertThat(outlet.received("added")).singleElement().asString().contains("\"task_id\":\"t2\"");
    }

    @Test
    void nobodyLooksForAClientThatDoesNotRead() {
        open(false);
        fail("t1");
        int before = looks.get();

        pass(3);

        assertThat(looks).hasValue(before);
    }

    @Test
    void clientThatTakesAWriteForTooLongIsCutOff() {
        RecordingOutlet outlet = open(false);

        pass((int) WRITE_TIMEOUT.toSeconds() + 1);

        assertThat(outlet.isReset).isTrue();
        assertThat(reason).hasValue(CloseReason.TOO_SLOW);
        assertThat(places.total()).isEqualTo(0);
    }

    @Test
    void silentStreamHasACommentBeforeTenSecondsAreOver() {
        RecordingOutlet outlet = open(true);

        pass(9);
        assertThat(outlet.received()).hasSize(2).last().isEqualTo(":");
        pass(8);
        assertThat(outlet.received()).hasSize(2);
        pass(1);
        assertThat(outlet.received()).hasSize(3).last().isEqualTo(":");
    }

    @Test
    void nobodyLooksWhileNothingHappens() {
        open(true);
        int before = looks.get();

        pass(9);
        assertThat(looks).hasValue(before);

        // What happens unseen, because a replica that knows nothing of the swarm hears nothing of it.
        pass(1);
        assertThat(looks.get()).isGreaterThan(before);
    }

    @Test
    void endOfTheLoginEndsTheStream() {
        RecordingOutlet outlet = open(true);

        endOfLogin.set("rights_changed");
        pass(1);

        assertThat(outlet.received("ended")).containsExactly("{\"type\":\"ended\",\"reason\":\"rights_changed\"}");
        assertThat(outlet.closed).isEqualTo(CloseReason.UNAUTHENTICATED);
        assertThat(reason).hasValue(CloseReason.UNAUTHENTICATED);
        assertThat(places.total()).isEqualTo(0);
    }

    @Test
    void streamsAreToldToComeBackWhenTheProcessStops() {
        RecordingOutlet reading = open(true);
        RecordingOutlet stuck = open(false);

        harness.inboxes.sendAway(Farewell.now(Duration.ofSeconds(2)));
        harness.drain();
        assertThat(stuck.received()).hasSize(1);
        stuck.take();
        harness.drain();
        stuck.take();
        harness.drain();

        for (RecordingOutlet outlet : List.of(reading, stuck)) {
            assertThat(outlet.received("reconnect")).hasSize(1);
            assertThat(outlet.closed).isEqualTo(CloseReason.GOING_AWAY);
        }
        assertThat(places.total()).isEqualTo(0);
    }

    @Test
    void streamsAreLimitedAndPlacesAreGivenBack() {
        List<Runnable> open = new ArrayList<>();
        for (int n = 0; n < InboxStreams.MOST; n++) {
            open.add(open(new RecordingOutlet(harness.loop, true)).join());
        }

        CompletableFuture<Runnable> refused = open(new RecordingOutlet(harness.loop, true));

        await().until(refused::isCompletedExceptionally);
        assertThat(Rejections.in(refused.handle((opened, failure) -> failure).join()))
                .get()
                .returns(ErrorCode.SWARM_BUSY, Rejection::code);
        assertThat(places.total()).isEqualTo(InboxStreams.MOST);
        harness.loop.submit(open.get(0)).syncUninterruptibly();
        open(new RecordingOutlet(harness.loop, true)).join();
        assertThat(places.total()).isEqualTo(InboxStreams.MOST);
    }

    @Test
    void brokenStreamEndsAndDisturbsNoOther() {
        RecordingOutlet broken = open(true);
        RecordingOutlet sound = open(true);
        broken.isBroken = true;

        fail("t1");
        pass(2);

        assertThat(broken.isReset).isTrue();
        assertThat(sound.received("added")).hasSize(1);
        assertThat(places.total()).isEqualTo(1);
    }
}
