package io.swarmbot.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged while it is open. Thread-safe. */
public final class LogLines implements AutoCloseable {

    private record Line(String category, String text) {}

    private final List<Line> lines = new CopyOnWriteArrayList<>();
    private final Logger logger;
    private final Handler handler = new Handler() {

        @Override
        public void publish(LogRecord each) {
            String failure = each.getThrown() == null ? "" : " " + each.getThrown();
            lines.add(new Line(each.getLoggerName(), each.getMessage() + failure));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private LogLines(Logger logger) {
        this.logger = logger;
        logger.addHandler(handler);
    }

    /** @param category and all below it; empty for everything */
    public static LogLines of(String category) {
        return new LogLines(Logger.getLogger(category));
    }

    public List<String> all() {
        return lines.stream().map(Line::text).toList();
    }

    /** The lines of exactly this category. */
    public List<String> in(String category) {
        return lines.stream()
                .filter(line -> line.category().equals(category))
                .map(Line::text)
                .toList();
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
    }
}
