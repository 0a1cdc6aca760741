package io.swarmbot.wire;

import io.swarmbot.grant.AccessToken;
import io.swarmbot.grant.Grant;
import io.swarmbot.grant.Grants;
import io.swarmbot.grant.NamePattern;
import io.swarmbot.grant.PrincipalPattern;
import io.swarmbot.grant.Role;
import io.swarmbot.grant.TokenKind;
import io.swarmbot.store.Cursor;
import io.swarmbot.swarm.Agent;
import io.swarmbot.swarm.AgentEvent;
import io.swarmbot.swarm.AgentMode;
import io.swarmbot.swarm.AgentStatus;
import io.swarmbot.swarm.AlertKind;
import io.swarmbot.swarm.Assignment;
import io.swarmbot.swarm.Attempt;
import io.swarmbot.swarm.EventType;
import io.swarmbot.swarm.FileEvent;
import io.swarmbot.swarm.Json;
import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.Liveness;
import io.swarmbot.swarm.LogLine;
import io.swarmbot.swarm.MessageEvent;
import io.swarmbot.swarm.Receipt;
import io.swarmbot.swarm.Stamp;
import io.swarmbot.swarm.StoredState;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmMetrics;
import io.swarmbot.swarm.Task;
import io.swarmbot.swarm.TaskEvent;
import io.swarmbot.swarm.TaskSpec;
import io.swarmbot.swarm.TaskStatus;
import io.swarmbot.swarm.TaskTimes;
import io.swarmbot.swarm.TokenEvent;
import io.swarmbot.swarm.Totals;
import io.swarmbot.swarm.file.SharedFile;
import io.swarmbot.swarm.message.MessageKind;
import io.swarmbot.swarm.message.Recipient;
import io.swarmbot.swarm.message.SwarmMessage;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Random agents, tasks, receipts and events, each field of which is often at the end of its range. */
final class ExtremeRecords {

    static final String SWARM = "default";

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "so far",
            "Zürich 漢字 \uD83D\uDC1D \"quoted\" \\ / \u0000 \u0001 \b\t\n\f\r \u001f \u007f \u0085 \u2028 \u2029 \ufeff \uffff",
            "\u0001".repeat(Limits.LINE / 6),
            "\uD83D\uDC1D".repeat(Limits.LINE / 4));
    private static final List<String> VALUES = List.of(
            "0",
            "-0",
            "1.50",
            "1e400",
            "-1E+400",
            "9007199254740993",
            "7".repeat(256),
            "true",
            "\"\"",
            "\"null\"",
            "[]",
            "{}",
            "[null,[null]]",
            "{\"\":{\"\":null}}",
            "[".repeat(31) + "]".repeat(31),
            '"' + "x".repeat(Limits.CONTENT - 2) + '"');
    private static final List<Instant> TIMES = List.of(
            Instant.EPOCH,
            Instant.parse("0000-01-01T00:00:00Z"),
            Instant.parse("0999-12-31T23:59:59.999Z"),
            Instant.parse("1969-12-31T23:59:59.999Z"),
            Instant.parse("2026-11-24T12:00:00.010Z"),
            Instant.parse("9999-12-31T23:59:59.999Z"));
    private static final List<Duration> DURATIONS = List.of(
            Duration.ofMillis(1),
            Duration.ofMillis(999),
            Duration.ofSeconds(1),
            Duration.parse("PT1000000.001S"),
            Duration.ofDays(30).minusMillis(1),
            Duration.ofDays(30),
            Limits.LONGEST.minusMillis(1),
            Limits.LONGEST);

    private static final List<Duration> LEASES = List.of(
            Duration.ofMillis(1),
            Duration.ofMillis(999),
            Duration.ofSeconds(1),
            Duration.ofDays(30).minusMillis(1),
            Duration.ofDays(30));

    private final Random random;

    ExtremeRecords(Random random) {
        this.random = random;
    }

    Agent agent() {
        Agent.Description description = new Agent.Description(
                text(), orNull(this::text), names(), oneOf(Assignment.values()), whole(), terms(), orNull(this::json));
        return new Agent(
                id(),
                description,
                oneOf(AgentMode.values()),
                orNull(this::text),
                activity(),
                oneOf(Liveness.values()),
                time(),
                time(),
                seq());
    }

    private Agent.Activity activity() {
        return new Agent.Activity(oneOf(AgentStatus.values()), orNull(this::id), orNull(this::json), whole(), whole());
    }

    Task task() {
        TaskSpec spec = new TaskSpec(
                id(),
                orNull(this::text),
                names(),
                1 + random.nextInt(10),
                names(),
                orNull(this::json),
                whole(),
                duration(),
                random.nextBoolean(),
                terms(),
                orNull(this::time),
                oneOf(List.of(0, 0, 1, 16)),
                orNull(this::id));
        return new Task(
                id(),
                spec,
                oneOf(TaskStatus.values()),
                attempt(),
                new TaskTimes(time(), time(), time(), time()),
                orNull(() -> oneOf(AlertKind.values())),
                seq());
    }

    private Lease.Terms terms() {
        return new Lease.Terms(orNull(() -> oneOf(LEASES)), orNull(() -> oneOf(LEASES)));
    }

    private Attempt attempt() {
        return Attempt.builder(whole(), names())
                .terms(terms())
                .progress(orNull(this::whole))
                .message(orNull(this::text))
                .question(orNull(this::json))
                .answer(orNull(this::json))
                .answerBy(orNull(this::time))
                .result(orNull(this::json))
                .error(orNull(this::json))
                .notBefore(orNull(this::time))
                .startedAt(orNull(this::time))
                .finishedAt(orNull(this::time))
                .build();
    }

    Receipt receipt() {
        List<Receipt.Answer> answers = List.of(
                Receipt.Answer.NOTHING,
                Receipt.Answer.agent(id(), random.nextBoolean()),
                Receipt.Answer.task(id(), random.nextBoolean()),
                Receipt.Answer.message(id(), random.nextBoolean()),
                Receipt.Answer.lines(whole(), whole()));
        return new Receipt(
                "!~".repeat(1 + random.nextInt(64)),
                "2:" + id(),
                oneOf(answers),
                new Cursor("0z", 1 + seq() / 2),
                time());
    }

    SwarmMessage message() {
        Recipient to = new Recipient(oneOf(Recipient.Kind.values()), id());
        return new SwarmMessage(
                id(),
                seq(),
                oneOf(MessageKind.values()),
                text(),
                to,
                to.kind() == Recipient.Kind.CAPABILITY ? orNull(this::id) : null,
                orNull(this::text),
                orNull(this::text),
                orNull(this::id),
                time(),
                time());
    }

    SharedFile file() {
        return new SharedFile(
                id(),
                text(),
                oneOf(List.of("text/plain", "text/plain;charset=\"utf-8\"")),
                oneOf(List.of(0L, 1L, Long.MAX_VALUE)),
                "0123456789abcdef".repeat(4),
                orNull(this::id),
                orNull(this::id),
                orNull(this::text),
                orNull(this::text),
                time());
    }

    AccessToken token() {
        TokenKind kind = oneOf(TokenKind.values());
        Instant made = Instant.EPOCH.plusMillis(random.nextInt(1_000_000_000));
        return new AccessToken(
                tokenId(),
                oneOf(List.of("a", "Zürich \uD83D\uDC1D \"x\"", "n".repeat(128))),
                kind,
                "0123456789abcdef".repeat(4),
                grants(),
                made,
                kind.mustExpire() ? made.plusMillis(1 + random.nextInt(30_000)) : orNull(() -> made.plusMillis(1)),
                oneOf(List.of("system", "root")),
                orNull(this::tokenId),
                orNull(this::time));
    }

    private String tokenId() {
        return oneOf(List.of("abcdefgh", "01234567", "zzzzzzz9"));
    }

    private Grants grants() {
        List<Grant> grants = new ArrayList<>();
        for (int n = oneOf(List.of(0, 1, Grants.MAX)); n > 0; n--) {
            Role role = oneOf(Role.values());
            grants.add(new Grant(
                    new NamePattern(oneOf(List.of("*", "acme-*", "a", "z".repeat(64)))),
                    role,
                    role == Role.AGENT ? List.of(NamePattern.ANY, new NamePattern("w-*")) : List.of(),
                    random.nextBoolean() ? List.of() : List.of(PrincipalPattern.ANY, new PrincipalPattern("Zoë *"))));
        }
        return new Grants(grants);
    }

    StoredState.Summary summary() {
        return new StoredState.Summary(totals(), time(), seq(), seq());
    }

    private Totals totals() {
        return new Totals(
                Arrays.stream(AgentStatus.values()).map(status -> seq()).toList(),
                Arrays.stream(TaskStatus.values()).map(status -> seq()).toList());
    }

    /** An event of that type at that place. */
    SwarmEvent event(EventType type, Cursor cursor) {
        Stamp stamp = new Stamp(
                SWARM,
                cursor,
                time(),
                true,
                orNull(this::text),
                orNull(this::text),
                orNull(this::text),
                orNull(this::receipt),
                orNull(this::text));
        return switch (type) {
            case AGENT_REGISTERED -> new AgentEvent.AgentRegistered(stamp, agent());
            case AGENT_UPDATED -> new AgentEvent.AgentUpdated(stamp, agent());
            case AGENT_REMOVED -> new AgentEvent.AgentRemoved(stamp, id());
            case AGENT_STATUS_CHANGED ->
                new AgentEvent.AgentStatusChanged(stamp, id(), oneOf(AgentStatus.values()), activity());
            case AGENT_LIVENESS_CHANGED ->
                new AgentEvent.AgentLivenessChanged(stamp, id(), oneOf(Liveness.values()), oneOf(Liveness.values()));
            case TASK_SUBMITTED -> new TaskEvent.TaskSubmitted(stamp, task());
            case TASK_UPDATED -> new TaskEvent.TaskUpdated(stamp, task(), oneOf(TaskStatus.values()));
            case TASK_ASSIGNED -> new TaskEvent.TaskAssigned(stamp, id(), task(), oneOf(TaskStatus.values()));
            case TASK_STATUS_CHANGED ->
                new TaskEvent.TaskStatusChanged(
                        stamp,
                        id(),
                        oneOf(TaskStatus.values()),
                        oneOf(TaskStatus.values()),
                        orNull(this::id),
                        attempt());
            case TASK_PROGRESS ->
                new TaskEvent.TaskProgressed(
                        stamp, id(), orNull(this::id), whole(), orNull(this::whole), orNull(this::text));
            case ALERT ->
                new TaskEvent.Alert(
                        stamp,
                        id(),
                        orNull(this::id),
                        orNull(() -> oneOf(AlertKind.values())),
                        orNull(() -> oneOf(AlertKind.values())),
                        orNull(this::text));
            case MESSAGE_SENT -> new MessageEvent.MessageSent(stamp, message());
            case MESSAGE_ASSIGNED -> new MessageEvent.MessageAssigned(stamp, id(), id());
            case MESSAGE_ACKNOWLEDGED -> new MessageEvent.MessageAcknowledged(stamp, id(), id(), orNull(this::id));
            case MESSAGE_EXPIRED -> new MessageEvent.MessageExpired(stamp, id(), orNull(this::id), orNull(this::id));
            case FILE_SHARED -> new FileEvent.FileShared(stamp, file());
            case FILE_REMOVED -> new FileEvent.FileRemoved(stamp, id(), orNull(this::id), orNull(this::id));
            case LOG -> new AgentEvent.AgentLogged(stamp, id(), orNull(this::id), lines(), whole());
            case TOKEN_MADE -> new TokenEvent.TokenMade(stamp, token());
            case TOKEN_REVOKED -> new TokenEvent.TokenRevoked(stamp, tokenId());
            case TOKEN_REMOVED -> new TokenEvent.TokenRemoved(stamp, tokenId());
            case SWARM_METRICS ->
                new SwarmEvent.MetricsTaken(
                        stamp,
                        new SwarmMetrics(
                                time(),
                                duration(),
                                totals(),
                                whole(),
                                whole(),
                                whole(),
                                MetricsJson.rounded(random.nextDouble() * whole()),
                                orNull(() -> MetricsJson.rounded(random.nextDouble())),
                                orNull(this::seq),
                                orNull(this::seq)));
        };
    }

    private List<LogLine> lines() {
        List<LogLine> lines = new ArrayList<>();
        for (int n = random.nextInt(4); n > 0; n--) {
            lines.add(new LogLine(oneOf(LogLine.Level.values()), text(), orNull(this::time)));
        }
        return lines;
    }

    private String id() {
        return oneOf(List.of("a", "0", "a._-Z9", "z".repeat(64), "t" + random.nextInt(1_000)));
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        for (int n = oneOf(List.of(0, 1, Limits.NAMES)); n > 0; n--) {
            names.add(n + "n".repeat(61));
        }
        return names;
    }

    private String text() {
        return oneOf(TEXTS);
    }

    private Json json() {
        String text = random.nextBoolean() ? oneOf(VALUES) : RandomJson.value(random, 4);
        // As it is kept of what a client sent. A JSON null is no value, as everywhere.
        return Fields.of("{\"v\":" + (text.equals("null") ? "[null]" : text) + "}")
                .requiredJson("v");
    }

    private Instant time() {
        return random.nextBoolean()
                ? oneOf(TIMES)
                : Instant.ofEpochSecond(
                                random.nextLong(-62_167_219_200L, 253_402_300_800L), random.nextInt(1_000_000_000))
                        .truncatedTo(ChronoUnit.MILLIS);
    }

    private Duration duration() {
        return random.nextBoolean()
                ? oneOf(DURATIONS)
                : Duration.ofMillis(random.nextLong(1, Limits.LONGEST.toMillis()));
    }

    private int whole() {
        return oneOf(List.of(0, 1, 100, Integer.MAX_VALUE, random.nextInt(Integer.MAX_VALUE)));
    }

    private long seq() {
        return oneOf(List.of(0L, 1L, Cursor.MAX_SEQ, random.nextLong(Cursor.MAX_SEQ)));
    }

    private <T> @Nullable T orNull(Supplier<T> value) {
        return random.nextInt(4) == 0 ? null : value.get();
    }

    private <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    private <T> T oneOf(T[] all) {
        return all[random.nextInt(all.length)];
    }
}
