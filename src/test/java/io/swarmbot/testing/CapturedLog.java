package io.swarmbot.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;

/** What this process logs from now on, as lines of text. Thread-safe. */
public final class CapturedLog extends Handler implements AutoCloseable {

    /** As the console has it. */
    private static final PatternFormatter FORMAT = new PatternFormatter("%-5p [%c{2.}] %s%e%n");

    private final List<String> records = new CopyOnWriteArrayList<>();
    private final Level level;

    private CapturedLog(Level level) {
        this.level = level;
    }

    /** Everything from that level on. */
    public static CapturedLog from(Level level) {
        CapturedLog log = new CapturedLog(level);
        Logger.getLogger("").addHandler(log);
        return log;
    }

    @Override
    public void publish(LogRecord record) {
        if (record.getLevel().intValue() >= level.intValue()) {
            records.add(FORMAT.format(org.jboss.logmanager.ExtLogRecord.wrap(record)));
        }
    }

    /** Each record as the console shows it. */
    public List<String> records() {
        return List.copyOf(records);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(this);
    }
}
