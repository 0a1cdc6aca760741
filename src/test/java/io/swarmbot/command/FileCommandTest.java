package io.swarmbot.command;

import static io.swarmbot.command.Scene.claim;
import static io.swarmbot.command.Scene.register;
import static io.swarmbot.command.Scene.share;
import static io.swarmbot.command.Scene.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.swarmbot.command.file.FileQuota;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.EventType;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How files are shared and removed. */
class FileCommandTest {

    private static final Duration MONTH = Duration.ofDays(30);

    private final Scene scene = new Scene();

    private void assertRefused(Command command, ErrorCode code) {
        assertThatThrownBy(() -> scene.decide(command))
                .isInstanceOfSatisfying(
                        Rejection.class, refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private static FileCommand.Share ofBytes(String id, long bytes, @Nullable String by, FileQuota quota) {
        return new FileCommand.Share(id, "n", "text/plain", bytes, "00", null, null, by, quota);
    }

    private static List<EventType> types(Decision decision) {
        return decision.events().stream().map(SwarmEvent::type).toList();
    }

    @Test
    void sharedFileIsInTheStateAndLeavesItsTaskAlone() {
        scene.given(register("a1"), submit("t1"));
        var before = scene.task("t1");

        Decision decision = scene.decide(share("f1", "t1", "a1"));

        assertThat(types(decision)).containsExactly(EventType.FILE_SHARED);
        assertThat(decision.state().files().get("f1")).isNotNull();
        assertThat(decision.state().files().bytes()).isEqualTo(1);
        assertThat(decision.state().task("t1").orElseThrow()).isEqualTo(before);
    }

    @Test
    void fileIsSharedOnceHoweverOftenThatIsAsked() {
        scene.given(share("f1", null, null));

        Decision again = scene.decide(share("f1", null, null));

        assertThat(again.events()).isEmpty();
        assertThat(again.reply())
                .isEqualTo(new Reply.FileIs(scene.state().files().get("f1"), false));
    }

    @Test
    void taskAndAgentOfAFileMustBeThere() {
        assertRefused(share("f1", "t1", null), ErrorCode.UNKNOWN_TASK);
        assertRefused(share("f1", null, "a1"), ErrorCode.UNKNOWN_AGENT);
    }

    @Test
    void quotasCountFilesAndBytesAndWhatEachPrincipalShared() {
        FileQuota quota = new FileQuota(3, 100, 60);
        scene.given(ofBytes("f1", 50, "ann", quota));

        assertRefused(ofBytes("f2", 11, "ann", quota), ErrorCode.QUOTA_EXCEEDED);
        assertRefused(ofBytes("f2", 51, "bob", quota), ErrorCode.QUOTA_EXCEEDED);
        assertRefused(ofBytes("f2", Long.MAX_VALUE, null, quota), ErrorCode.QUOTA_EXCEEDED);
        scene.given(ofBytes("f2", 10, "ann", quota), ofBytes("f3", 0, null, quota));
        assertRefused(ofBytes("f4", 0, "bob", quota), ErrorCode.LIMIT_REACHED);

        scene.given(new FileCommand.Remove("f1", "ann", false));
        scene.given(ofBytes("f4", 50, "ann", quota));
        assertThat(scene.state().files().bytes()).isEqualTo(60);
        assertThat(scene.state().files().bytesBy("ann")).isEqualTo(60);
    }

    @Test
    void fileIsRemovedByWhoSharedItOrWhoMaySteer() {
        scene.given(share("f1", null, null), share("f2", null, null));

        assertRefused(new FileCommand.Remove("f1", "bob", false), ErrorCode.FORBIDDEN);
        assertRefused(new FileCommand.Remove("f1", null, false), ErrorCode.FORBIDDEN);
        assertThat(types(scene.decide(new FileCommand.Remove("f1", "ann", false))))
                .containsExactly(EventType.FILE_REMOVED);
        scene.given(new FileCommand.Remove("f1", "bob", true));

        assertThat(scene.state().files().after("")).hasSize(1);
        assertRefused(new FileCommand.Remove("f1", "bob", true), ErrorCode.UNKNOWN_FILE);
    }

    @Test
    void filesOfATaskGoSoLongAfterItEnded() {
        scene.given(register("a1"), submit("t1"), claim("a1"), share("f1", "t1", null), share("f2", null, "a1"));
        FileCommand.RemoveOver over = new FileCommand.RemoveOver(MONTH);
        Instant later = scene.state().timestamp().plus(MONTH).plusSeconds(1);
        assertThat(over.isDue(scene.state(), later)).as("the task goes on").isFalse();

        scene.given(Scene.complete("t1", "a1", null));

        assertThat(over.isDue(scene.state(), scene.state().timestamp().plus(MONTH)))
                .isFalse();
        assertThat(over.isDue(scene.state(), later)).isTrue();
        Decision decision = Decision.of(scene.state(), over, later);
        assertThat(types(decision)).containsExactly(EventType.FILE_REMOVED);
        assertThat(decision.state().files().get("f1")).isNull();
        assertThat(decision.state().files().get("f2")).as("of no task").isNotNull();
    }
}
