package io.swarmbot.swarm;

import io.swarmbot.swarm.AgentCommand.AppendLog;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps agents from filling the log with lines: each has a bucket of tokens, one a line. What is too much is dropped, and
 * the next line that is taken says how much that was.
 *
 * <p>Thread-safety: synchronized; a call is short.
 */
final class AgentLogs {

    /** Agents that are remembered, those that wrote last. Who is forgotten has a full bucket. */
    private static final int MAX_BUCKETS = 10_000;

    private static final class Bucket {

        private double tokens;
        private long filledAt;
        private int dropped;

        Bucket(double tokens, long now) {
            this.tokens = tokens;
            this.filledAt = now;
        }

        void fill(long now, double linesPerSecond, int burst) {
            tokens = Math.min(burst, tokens + Math.max(0, now - filledAt) * linesPerSecond / 1_000);
            filledAt = now;
        }
    }

    private final Clock clock;
    private final LogRates rates;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MAX_BUCKETS;
        }
    };

    AgentLogs(Clock clock, LogRates rates) {
        this.clock = clock;
        this.rates = rates;
    }

    /** The command with as many of its lines as its agent may write now; any other as it is. */
    Command sampled(String swarm, Command command) {
        if (command instanceof AppendLog log) {
            return sampled(swarm, log);
        }
        return command instanceof KeyedCommand keyed && keyed.command() instanceof AppendLog log
                ? new KeyedCommand(keyed.key(), keyed.hash(), sampled(swarm, log))
                : command;
    }

    private synchronized AppendLog sampled(String swarm, AppendLog log) {
        long now = clock.millis();
        Bucket bucket = buckets.computeIfAbsent(swarm + '/' + log.agentId(), agent -> new Bucket(rates.burst(), now));
        bucket.fill(now, rates.linesPerSecond(), rates.burst());
        int taken = Math.min(log.lines().size(), (int) bucket.tokens);
        bucket.tokens -= taken;
        bucket.dropped += log.lines().size() - taken;
        List<LogLine> lines = log.lines().subList(0, taken);
        int dropped = bucket.dropped;
        if (taken > 0) {
            bucket.dropped = 0;
        }
        return new AppendLog(log.agentId(), log.taskId(), lines, dropped);
    }
}
