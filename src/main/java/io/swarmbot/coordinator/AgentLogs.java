package io.swarmbot.coordinator;

import io.swarmbot.command.AppendLog;
import io.swarmbot.command.Command;
import io.swarmbot.command.WrappedCommand;
import io.swarmbot.concurrent.Ticker;
import io.swarmbot.swarm.LogLine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps agents from filling the log with lines. Each agent has a bucket of tokens, and each line costs one. Further
 * lines are dropped, and the next line that is taken says how many.
 *
 * <p>Thread-safety: synchronized; a call is short.
 */
final class AgentLogs {

    /**
     * How many log lines of an agent are kept.
     *
     * @param linesPerSecond lines in a second, in the long run
     * @param burst lines at once, after the agent was quiet
     */
    record Rates(double linesPerSecond, int burst) {

        Rates {
            if (linesPerSecond < 0 || burst < 0) {
                throw new IllegalArgumentException("not below 0: " + linesPerSecond + ", " + burst);
            }
        }
    }

    /** How many agents are remembered, those that wrote last. The bucket of a forgotten agent is full again. */
    private static final int MAX_BUCKETS = 10_000;

    private static final double NANOS_PER_SECOND = 1e9;

    private static final class Bucket {

        private double tokens;
        private long filledAt;
        private int dropped;

        Bucket(double tokens, long now) {
            this.tokens = tokens;
            this.filledAt = now;
        }

        void fill(long now, double linesPerSecond, int burst) {
            tokens = Math.min(burst, tokens + (now - filledAt) * linesPerSecond / NANOS_PER_SECOND);
            filledAt = now;
        }
    }

    private final Ticker ticker;
    private final Rates rates;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MAX_BUCKETS;
        }
    };

    AgentLogs(Ticker ticker, Rates rates) {
        this.ticker = ticker;
        this.rates = rates;
    }

    /** The command with as many of its log lines as its agent may write now. Any other command is returned as it is. */
    Command sampled(String swarm, Command command) {
        if (command instanceof AppendLog log) {
            return sampled(swarm, log);
        }
        return command instanceof WrappedCommand wrapped && wrapped.plain() instanceof AppendLog
                ? wrapped.with(sampled(swarm, wrapped.command()))
                : command;
    }

    private synchronized AppendLog sampled(String swarm, AppendLog log) {
        long now = ticker.nanos();
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
