package io.swarmbot.coordinator;

import io.swarmbot.command.Command;
import io.swarmbot.command.Decision;
import io.swarmbot.command.Outcome;
import io.swarmbot.command.Reply;
import io.swarmbot.grant.AccessToken;
import io.swarmbot.store.Append;
import io.swarmbot.store.EntityRow;
import io.swarmbot.store.LogEntry;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.FileEvent;
import io.swarmbot.swarm.MessageEvent;
import io.swarmbot.swarm.Receipt;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmCodec;
import io.swarmbot.swarm.SwarmEvent;
import io.swarmbot.swarm.SwarmState;
import io.swarmbot.swarm.TokenEvent;
import io.swarmbot.swarm.file.SharedFile;
import io.swarmbot.swarm.message.SwarmMessage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Commands that are committed together. They are decided one after another, each on the state that the commands before
 * it leave; they are appended as one batch, and answered after the append.
 *
 * <p>Thread-safety: belongs to the swarm's run.
 */
public final class Group {

    private static final Logger LOG = System.getLogger(Group.class.getName());

    /** Events in one append. One command may go a few over. */
    private static final int MAX_EVENTS = 500;
    /** Bytes of events in one append. */
    private static final int MAX_BYTES = 512 * 1024;
    /** Commands in one group. Without it, a stream of commands that are refused would make a group that never ends. */
    private static final int MAX_COMMANDS = 1_000;

    private record Decided(
            Request request,
            Outcome.@Nullable Committed answer,
            @Nullable Rejection rejection) {}

    private final SwarmState base;
    private final SwarmCodec codec;
    private final String writer;
    private final List<Decided> decided = new ArrayList<>();
    private final List<LogEntry> entries = new ArrayList<>();
    private final List<SwarmEvent> events = new ArrayList<>();
    private SwarmState state;
    private int bytes;
    private int commands;

    Group(SwarmState base, SwarmCodec codec, String writer) {
        this.base = base;
        this.state = base;
        this.codec = codec;
        this.writer = writer;
    }

    boolean isFull() {
        return entries.size() >= MAX_EVENTS || bytes >= MAX_BYTES || commands >= MAX_COMMANDS;
    }

    /** Whether nobody waits for it and nothing is to be written. */
    boolean isEmpty() {
        return decided.isEmpty() && entries.isEmpty();
    }

    boolean hasEvents() {
        return !entries.isEmpty();
    }

    /** The state with the whole group in it. */
    SwarmState state() {
        return state;
    }

    List<LogEntry> entries() {
        return entries;
    }

    /** The events of the entries, in the same order. */
    List<SwarmEvent> events() {
        return events;
    }

    /**
     * Decides a command as the next of this group.
     *
     * @return false for a claim that finds no task and is willing to wait: then it is not part of the group
     */
    boolean decide(Request request, Instant now) {
        commands++;
        try {
            Decision decision = Decision.of(state, request.command(), now);
            List<LogEntry> encoded = new ArrayList<>(decision.events().size());
            int encodedBytes = 0;
            for (SwarmEvent event : decision.events()) {
                LogEntry entry = codec.encode(event, writer);
                encoded.add(entry);
                encodedBytes += entry.footprint();
            }
            bytes += encodedBytes;
            entries.addAll(encoded);
            events.addAll(decision.events());
            state = decision.state();
            if (decision.reply() instanceof Reply.NoTask && request.nanosLeft() > 0) {
                // Its events stay in the group: they say that its agent lives.
                return false;
            }
            decided.add(new Decided(request, answer(decision.reply()), null));
        } catch (Rejection rejection) {
            decided.add(new Decided(request, null, rejection));
        } catch (RuntimeException e) {
            // A fault of the service ends this command, and no other command of the group.
            LOG.log(
                    Level.ERROR,
                    () -> request.command().getClass().getSimpleName() + " failed at " + state.cursor(),
                    e);
            decided.add(new Decided(request, null, new Rejection(ErrorCode.INTERNAL, "the service failed")));
        }
        return true;
    }

    private Outcome.Committed answer(Reply reply) {
        return reply instanceof Reply.Replayed replayed
                ? new Outcome.Committed(replayed.cursor(), reply)
                : new Outcome.Committed(state.cursor(), reply);
    }

    /** The append: the events, and each entity that they change, as the last of them leaves it. */
    Append batch(String id) {
        Set<String> agents = new LinkedHashSet<>();
        Set<String> tasks = new LinkedHashSet<>();
        Set<String> messages = new LinkedHashSet<>();
        Set<String> files = new LinkedHashSet<>();
        Set<String> tokens = new LinkedHashSet<>();
        for (SwarmEvent event : events) {
            if (event instanceof TokenEvent ofToken) {
                tokens.add(ofToken.tokenId());
            } else if (event instanceof MessageEvent ofMessage) {
                messages.add(ofMessage.messageId());
            } else if (event instanceof FileEvent ofFile) {
                files.add(ofFile.fileId());
            }
            if (!event.type().isOfEntity()) {
                continue;
            }
            if (event.taskId() != null) {
                tasks.add(event.taskId());
            } else if (event.agentId() != null) {
                agents.add(event.agentId());
            }
        }
        tasks.addAll(state.forgottenSince(base));
        long version = state.cursor().seq();
        List<EntityRow> rows = new ArrayList<>(agents.size() + tasks.size() + 1);
        for (String agent : agents) {
            rows.add(state.agent(agent).map(codec::encode).orElseGet(() -> codec.agentGone(agent, version)));
        }
        for (String task : tasks) {
            rows.add(state.task(task).map(codec::encode).orElseGet(() -> codec.taskGone(task, version)));
        }
        for (String message : messages) {
            SwarmMessage known = state.messages().get(message);
            rows.add(known == null ? codec.messageGone(message, version) : codec.encode(known, version));
        }
        for (String file : files) {
            SharedFile known = state.files().get(file);
            rows.add(known == null ? codec.fileGone(file, version) : codec.encode(known, version));
        }
        for (String token : tokens) {
            AccessToken known = state.tokens().get(token);
            rows.add(known == null ? codec.tokenGone(token, version) : codec.encode(known, version));
        }
        List<Receipt> receipts = new ArrayList<>();
        List<String> forgotten = new ArrayList<>();
        state.collectReceiptsSince(base, receipts, forgotten);
        receipts.forEach(receipt -> rows.add(codec.encode(receipt)));
        forgotten.forEach(key -> rows.add(codec.receiptGone(key, version)));
        // If the last event changes no entity, or its entity is gone, only this row knows the time.
        boolean isTimeElsewhere = events.stream().allMatch(event -> event.type().isOfEntity())
                && rows.stream().noneMatch(EntityRow::isGone);
        if (!isTimeElsewhere || !state.totals().equals(base.totals())) {
            rows.add(codec.encode(state.summary(), version));
        }
        return new Append(id, base.cursor(), entries, rows);
    }

    /** Answers every request of the group as it was decided. */
    void answer() {
        answer((command, reply) -> reply);
    }

    /**
     * Answers every request of the group.
     *
     * @param completion makes the answer of what was decided about a command
     */
    void answer(BiFunction<Command, Reply, Reply> completion) {
        for (Decided each : decided) {
            Outcome.Committed answer = each.answer();
            if (answer != null) {
                Reply complete = completion.apply(each.request().command(), answer.reply());
                each.request().answer().complete(new Outcome.Committed(answer.cursor(), complete));
            } else if (each.rejection() != null) {
                each.request().reject(each.rejection());
            }
        }
    }

    /** Rejects every request of the group with one reason. */
    void reject(Rejection rejection) {
        requests().forEach(request -> request.reject(rejection));
    }

    /** The requests of the group, in order of arrival. */
    List<Request> requests() {
        return decided.stream().map(Decided::request).toList();
    }
}
