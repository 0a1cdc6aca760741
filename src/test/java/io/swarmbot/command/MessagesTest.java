package io.swarmbot.command;

import static io.swarmbot.command.Scene.acknowledge;
import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.heartbeat;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.rejectionOf;
import static io.swarmbot.command.Scene.remove;
import static io.swarmbot.command.Scene.send;
import static io.swarmbot.command.Scene.start;
import static io.swarmbot.command.Scene.submit;
import static org.assertj.core.api.Assertions.assertThat;

import io.swarmbot.swarm.AgentMode;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.MessageEvent;
import io.swarmbot.swarm.ReceiptLimits;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmLimits;
import io.swarmbot.swarm.TaskRules;
import io.swarmbot.swarm.message.MessageKind;
import io.swarmbot.swarm.message.Recipient;
import io.swarmbot.swarm.message.SwarmMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which messages an agent is handed, and when they end. */
class MessagesTest {

    private final Scene scene = new Scene().given(register("a1", "java"), register("a2", "java", "gpu"));

    /** The ids of the messages that the agent is handed. */
    private List<String> handedOut(String agent) {
        return Messages.handedOut(scene.state(), agent, scene.now()).stream()
                .map(SwarmMessage::id)
                .toList();
    }

    /** Sends a message and returns its id. */
    private String sent(Recipient to, MessageKind kind) {
        String id = "m" + (scene.state().cursor().seq() + 1);
        scene.given(send(to, kind));
        return id;
    }

    private String sent(Recipient to) {
        return sent(to, MessageKind.FOLLOW_UP);
    }

    private static SweepTasks sweep(Scene scene) {
        return new SweepTasks(
                new StampedTime(scene.state(), scene.now(), Instant.EPOCH, key -> Duration.ZERO), task -> false);
    }

    private static List<String> types(List<SwarmEvent> events) {
        return events.stream().map(event -> event.type().wireName()).toList();
    }

    @Test
    void agentIsHandedAMessageUntilItAcknowledges() {
        String id = sent(Recipient.agent("a1"));

        assertThat(handedOut("a1")).containsExactly(id);
        assertThat(handedOut("a2")).isEmpty();
        scene.given(heartbeat("a1"));
        assertThat(handedOut("a1")).containsExactly(id);
        scene.given(acknowledge(id, "a1"));

        assertThat(handedOut("a1")).isEmpty();
        assertThat(scene.rejection(acknowledge(id, "a1"))).isEqualTo(ErrorCode.UNKNOWN_MESSAGE);
    }

    @Test
    void messagesThatSteerComeFirstAndOtherwiseTheOldest() {
        String one = sent(Recipient.agent("a1"));
        String two = sent(Recipient.agent("a1"));
        String steer = sent(Recipient.agent("a1"), MessageKind.STEER);
        String three = sent(Recipient.agent("a1"));

        assertThat(handedOut("a1")).containsExactly(steer, one, two, three);
    }

    @Test
    void anAnswerShowsAtMostSixteen() {
        List<String> all = IntStream.range(0, 40)
                .mapToObj(n -> sent(Recipient.agent("a1")))
                .toList();

        assertThat(handedOut("a1")).isEqualTo(all.subList(0, Messages.MAX_HANDED_OUT));
        all.subList(0, 10).forEach(id -> scene.given(acknowledge(id, "a1")));
        assertThat(handedOut("a1")).isEqualTo(all.subList(10, 10 + Messages.MAX_HANDED_OUT));
    }

    @Test
    void messageToATaskGoesToWhoeverHoldsIt() {
        scene.given(submit("t1"));
        String id = sent(Recipient.task("t1"));
        assertThat(scene.rejection(acknowledge(id, "a1"))).isEqualTo(ErrorCode.NOT_ASSIGNED);
        scene.given(claim("a1"));
        assertThat(handedOut("a1")).containsExactly(id);

        scene.given(new ReassignTask("t1", "a2", Intervention.NONE));

        assertThat(handedOut("a1")).isEmpty();
        assertThat(handedOut("a2")).containsExactly(id);
        assertThat(scene.rejection(acknowledge(id, "a1"))).isEqualTo(ErrorCode.NOT_ASSIGNED);
        scene.given(acknowledge(id, "a2"));
        assertThat(scene.state().messages().isEmpty()).isTrue();
    }

    @Test
    void endOfATaskEndsTheMessagesToIt() {
        scene.given(submit("t1"), claim("a1"), start("t1", "a1"));
        String id = sent(Recipient.task("t1"));

        Decision done = scene.decide(new CompleteTask("t1", "a1", null, null));

        assertThat(types(done.events())).contains("message_expired");
        assertThat(done.events())
                .filteredOn(MessageEvent.MessageExpired.class::isInstance)
                .singleElement()
                .satisfies(
                        event -> assertThat(((MessageEvent) event).messageId()).isEqualTo(id))
                .satisfies(event -> assertThat(event.taskId()).isEqualTo("t1"));
        assertThat(done.state().messages().isEmpty()).isTrue();
        scene.given(new CompleteTask("t1", "a1", null, null));
        assertThat(scene.rejection(send(Recipient.task("t1"), MessageKind.STEER)))
                .isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
    }

    @Test
    void endOfAPartOrADependentEndsTheMessagesToItToo() {
        scene.given(
                new SubmitTask("whole", "work", null, List.of(), 5, List.of(), null, null, null, null, 2),
                new SubmitTask("later", "work", null, List.of(), 5, List.of("whole"), null));
        sent(Recipient.task("whole.1"));
        sent(Recipient.task("later"));

        scene.given(new CancelTask("whole", Intervention.NONE));

        assertThat(scene.state().messages().isEmpty()).isTrue();
    }

    @Test
    void taskInPartsTakesNoMessages() {
        scene.given(new SubmitTask("whole", "work", null, List.of(), 5, List.of(), null, null, null, null, 2));

        assertThat(scene.rejection(send(Recipient.task("whole"), MessageKind.STEER)))
                .isEqualTo(ErrorCode.ILLEGAL_TRANSITION);
    }

    @Test
    void endOfAMessageSaysWhy() {
        scene.given(submit("t1"));
        sent(Recipient.task("t1"));
        sent(Recipient.agent("a1"));
        Intervention ann = new Intervention("ann", null, "not needed", null);

        List<SwarmEvent> canceled = scene.decide(new CancelTask("t1", ann)).events();
        List<SwarmEvent> removed =
                scene.decide(new RemoveAgent("a1", Intervention.NONE)).events();

        assertThat(canceled).extracting(event -> event.stamp().reason()).contains("not needed", "task t1 has ended");
        assertThat(removed).extracting(event -> event.stamp().reason()).contains(null, "agent a1 was removed");
        assertThat(canceled.get(0).stamp().reason()).isEqualTo("not needed");
    }

    @Test
    void steeringIsNotHeldUpByFollowUps() {
        IntStream.range(0, 20).forEach(n -> sent(Recipient.agent("a1")));
        IntStream.range(0, 20).forEach(n -> sent(Recipient.capability("java")));
        String steer = sent(Recipient.capability("java"), MessageKind.STEER);

        scene.given(heartbeat("a1"));

        assertThat(handedOut("a1")).startsWith(steer).hasSize(Messages.MAX_HANDED_OUT);
    }

    @Test
    void oldestMessageToAnyOfTheCapabilitiesComesFirst() {
        String first = sent(Recipient.capability("java"));
        String second = sent(Recipient.capability("gpu"));
        String third = sent(Recipient.capability("java"));

        scene.given(heartbeat("a2"));

        assertThat(handedOut("a2")).containsExactly(first, second, third);
    }

    @Test
    void agentThatIsToLeaveTakesNoMessageOfOthers() {
        String own = sent(Recipient.agent("a1"));
        String other = sent(Recipient.capability("java"));
        scene.given(new SetAgentMode("a1", AgentMode.DRAINING, Intervention.NONE), heartbeat("a1"));
        assertThat(handedOut("a1")).containsExactly(own);

        scene.given(new SetAgentMode("a1", AgentMode.ACTIVE, Intervention.NONE), heartbeat("a1"));

        assertThat(handedOut("a1")).containsExactly(own, other);
    }

    @Test
    void removalOfAnAgentEndsTheMessagesToIt() {
        sent(Recipient.agent("a1"));
        String other = sent(Recipient.agent("a2"));
        sent(Recipient.capability("java"));
        scene.given(heartbeat("a1"));

        scene.given(remove("a1"), register("a1", "java"));

        assertThat(handedOut("a1")).isEmpty();
        assertThat(scene.state().messages().after(""))
                .extracting(SwarmMessage::id)
                .containsExactly(other);
    }

    @Test
    void messageToACapabilityGoesToTheFirstAgentThatAsks() {
        String id = sent(Recipient.capability("java"));
        assertThat(handedOut("a1")).isEmpty();
        assertThat(scene.rejection(acknowledge(id, "a1"))).isEqualTo(ErrorCode.NOT_ASSIGNED);
        scene.given(register("a3", "python"), heartbeat("a3"));
        assertThat(handedOut("a3")).isEmpty();

        scene.given(heartbeat("a2"), heartbeat("a1"));

        assertThat(handedOut("a2")).containsExactly(id);
        assertThat(handedOut("a1")).isEmpty();
        assertThat(scene.rejection(acknowledge(id, "a1"))).isEqualTo(ErrorCode.NOT_ASSIGNED);
        scene.given(acknowledge(id, "a2"));
    }

    @Test
    void claimThatFindsNothingTakesNoMessage() {
        sent(Recipient.capability("java"));

        assertThat(scene.decide(claim("a1")).events()).isEmpty();

        scene.given(submit("t1"));
        Decision claimed = scene.decide(claim("a1"));
        assertThat(types(claimed.events())).contains("message_assigned");
        assertThat(claimed.reply()).isInstanceOf(Reply.TaskIs.class);
    }

    @Test
    void expiredMessageIsGivenToNobody() {
        scene.given(new MessageCommand.Send(
                Recipient.capability("java"),
                MessageKind.STEER,
                "soon over",
                null,
                Duration.ofSeconds(10),
                Intervention.NONE));
        scene.later(Duration.ofSeconds(10));

        assertThat(types(scene.decide(heartbeat("a1")).events())).doesNotContain("message_assigned");
    }

    @Test
    void agentTakesNoMoreThanAnAnswerShows() {
        IntStream.range(0, 40).forEach(n -> sent(Recipient.capability("java")));
        scene.given(heartbeat("a1"), heartbeat("a1"));

        assertThat(handedOut("a1")).hasSize(Messages.MAX_HANDED_OUT);
        assertThat(scene.state().messages().at(Recipient.capability("java"))).hasSize(40 - Messages.MAX_HANDED_OUT);
        scene.given(heartbeat("a2"));
        assertThat(handedOut("a2")).hasSize(Messages.MAX_HANDED_OUT);
    }

    @Test
    void messageEndsWithItsTime() {
        scene.given(new MessageCommand.Send(
                Recipient.agent("a1"),
                MessageKind.STEER,
                "soon over",
                null,
                Duration.ofSeconds(10),
                Intervention.NONE));
        String kept = sent(Recipient.agent("a1"));
        scene.later(Duration.ofSeconds(9));
        assertThat(handedOut("a1")).hasSize(2);
        assertThat(sweep(scene).isDue(scene.state(), scene.now())).isFalse();

        scene.later(Duration.ofSeconds(1));

        assertThat(handedOut("a1")).containsExactly(kept);
        assertThat(sweep(scene).isDue(scene.state(), scene.now())).isTrue();
        scene.given(sweep(scene));
        assertThat(scene.state().messages().after(""))
                .extracting(SwarmMessage::id)
                .containsExactly(kept);
        scene.later(Duration.ofDays(7));
        scene.given(sweep(scene));
        assertThat(scene.state().messages().isEmpty()).isTrue();
    }

    @Test
    void sweepEndsNoMoreThanFitsIntoAnAppend() {
        Scene crowd = new Scene();
        for (int n = 0; n < 5; n++) {
            crowd.given(register("b" + n));
            for (int each = 0; each < 100; each++) {
                crowd.given(send("b" + n));
            }
        }
        crowd.later(Duration.ofDays(8));

        Decision first = crowd.decide(sweep(crowd));

        assertThat(first.events()).hasSize(Settlement.MAX_EVENTS);
        crowd.given(sweep(crowd), sweep(crowd));
        assertThat(crowd.state().messages().isEmpty()).isTrue();
    }

    @Test
    void hundredAndFirstMessageIsRefused() {
        for (Recipient to : List.of(Recipient.agent("a1"), Recipient.task("t1"), Recipient.capability("java"))) {
            Scene full = new Scene().given(register("a1", "java"), submit("t1"));
            for (int n = 0; n < 100; n++) {
                full.given(send(to, MessageKind.FOLLOW_UP));
            }

            assertThat(full.rejection(send(to, MessageKind.FOLLOW_UP))).isEqualTo(ErrorCode.LIMIT_REACHED);
        }
    }

    /** Otherwise an agent that never acknowledges would gather messages without end. */
    @Test
    void whatAnAgentTookStillCountsForTheCapability() {
        IntStream.range(0, 100).forEach(n -> sent(Recipient.capability("java")));
        scene.given(heartbeat("a1"));

        assertThat(scene.rejection(send(Recipient.capability("java"), MessageKind.FOLLOW_UP)))
                .isEqualTo(ErrorCode.LIMIT_REACHED);
        scene.given(acknowledge(handedOut("a1").get(0), "a1"));
        sent(Recipient.capability("java"));
    }

    @Test
    void swarmHasALimitOfItsOwn() {
        Scene small = new Scene(new SwarmLimits(10, 10, 1_000, 3, ReceiptLimits.DEFAULTS, TaskRules.DEFAULTS));
        for (int n = 0; n < 3; n++) {
            small.given(send(Recipient.capability("c" + n), MessageKind.FOLLOW_UP));
        }

        assertThat(small.rejection(send(Recipient.capability("c3"), MessageKind.FOLLOW_UP)))
                .isEqualTo(ErrorCode.LIMIT_REACHED);
    }

    @Test
    void messageToNobodyIsRefused() {
        assertThat(scene.rejection(send("a9"))).isEqualTo(ErrorCode.UNKNOWN_AGENT);
        assertThat(scene.rejection(send(Recipient.task("t9"), MessageKind.STEER)))
                .isEqualTo(ErrorCode.UNKNOWN_TASK);
        assertThat(scene.rejection(acknowledge("m9", "a1"))).isEqualTo(ErrorCode.UNKNOWN_MESSAGE);
        assertThat(scene.rejection(acknowledge("m9", "a9"))).isEqualTo(ErrorCode.UNKNOWN_AGENT);
    }

    @Test
    void fieldsHaveBounds() {
        assertThat(rejectionOf(() -> text(""))).isEqualTo(ErrorCode.BAD_FIELD);
        text("x".repeat(Limits.DETAILS));
        assertThat(rejectionOf(() -> text("x".repeat(Limits.DETAILS + 1)))).isEqualTo(ErrorCode.TOO_BIG);
        assertThat(rejectionOf(() -> life(Duration.ZERO))).isEqualTo(ErrorCode.BAD_FIELD);
        life(Duration.ofDays(30));
        assertThat(rejectionOf(() -> life(Duration.ofDays(30).plusMillis(1)))).isEqualTo(ErrorCode.BAD_FIELD);
    }

    private static void text(String text) {
        new MessageCommand.Send(Recipient.agent("a1"), MessageKind.STEER, text, "m1", null, Intervention.NONE);
    }

    private static void life(Duration life) {
        new MessageCommand.Send(Recipient.agent("a1"), MessageKind.STEER, "x", null, life, Intervention.NONE);
    }

    @Test
    void messageChangesNoAgentAndNoTask() {
        scene.given(submit("t1"), claim("a1"));
        var agent = scene.agent("a1");
        var task = scene.task("t1");
        var totals = scene.state().totals();

        String id = sent(Recipient.task("t1"));
        scene.given(acknowledge(id, "a1"));

        assertThat(scene.agent("a1")).isEqualTo(agent);
        assertThat(scene.task("t1")).isEqualTo(task);
        assertThat(scene.state().totals()).isEqualTo(totals);
    }
}
