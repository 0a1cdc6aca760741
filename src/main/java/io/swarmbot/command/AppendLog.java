package io.swarmbot.command;

import io.swarmbot.swarm.AgentEvent;
import io.swarmbot.swarm.ErrorCode;
import io.swarmbot.swarm.Identifiers;
import io.swarmbot.swarm.Lease;
import io.swarmbot.swarm.Limits;
import io.swarmbot.swarm.LogLine;
import io.swarmbot.swarm.Receipt;
import io.swarmbot.swarm.Rejection;
import io.swarmbot.swarm.SwarmState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines of an agent's log.
 *
 * @param dropped how many lines were discarded before these because of the rate limit
 */
public record AppendLog(String agentId, @Nullable String taskId, List<LogLine> lines, int dropped)
        implements AgentCommand {

    /** The most lines of one event. */
    public static final int MAX_LINES = 100;

    public AppendLog {
        Identifiers.require("agent_id", agentId);
        if (taskId != null) {
            Identifiers.require("task_id", taskId);
        }
        lines = lines.stream()
                .map(line -> new LogLine(line.level(), line.message(), Limits.requireTime("lines.at", line.at())))
                .toList();
        int size = lines.stream()
                .mapToInt(line -> Limits.sizeInJson(line.message()))
                .sum();
        if (lines.size() > MAX_LINES) {
            throw new Rejection(ErrorCode.TOO_BIG, "a log takes " + MAX_LINES + " lines at a time");
        }
        if (size > Limits.CONTENT) {
            throw new Rejection(ErrorCode.TOO_BIG, "a log takes " + Limits.CONTENT + " bytes at a time");
        }
    }

    @Override
    public int size() {
        return lines.stream().mapToInt(line -> line.message().length()).sum();
    }

    @Override
    public void describe(Meaning meaning) {
        meaning.put("agent_id", agentId).put("task_id", taskId);
        for (int n = 0; n < lines.size(); n++) {
            LogLine line = lines.get(n);
            meaning.put("lines." + n + ".level", line.level().wireName())
                    .put("lines." + n + ".message", line.message())
                    .put("lines." + n + ".at", line.at());
        }
    }

    @Override
    public Reply decide(Draft draft) {
        draft.agent(agentId);
        if (!lines.isEmpty()) {
            draft.emit(new AgentEvent.AgentLogged(draft.next(), agentId, taskId, lines, dropped));
        }
        return new Reply.Logged(lines.size(), dropped);
    }

    @Override
    public List<Lease> leases(SwarmState state) {
        return taskId == null ? List.of() : AttemptFence.leaseOf(state, taskId, agentId, null);
    }

    @Override
    public Reply replyAgain(Receipt.Answer first, SwarmState state) {
        Receipt.Lines counts = first.lines();
        return counts == null ? new Reply.Gone() : new Reply.Logged(counts.accepted(), counts.dropped());
    }
}
