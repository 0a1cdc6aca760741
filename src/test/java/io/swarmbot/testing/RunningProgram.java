package io.swarmbot.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of its own, and the lines that it writes. Ends with the test. Thread-safe. */
public final class RunningProgram implements AutoCloseable {

    private final Process process;
    // Guarded by this.
    private final List<String> lines = new ArrayList<>();
    private boolean isOutputOver;

    private RunningProgram(Process process) {
        this.process = process;
    }

    public static RunningProgram start(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            RunningProgram program = new RunningProgram(process);
            // A test run that is broken off leaves nothing behind.
            Runtime.getRuntime().addShutdownHook(new Thread(program::destroy));
            Thread reader = new Thread(program::read, "output-of-" + process.pid());
            reader.setDaemon(true);
            reader.start();
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a line, past or to come, in which the pattern is found. */
    public synchronized Matcher awaitLine(Pattern pattern, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        for (int seen = 0; ; seen++) {
            while (seen == lines.size()) {
                long millis = (deadline - System.nanoTime()) / 1_000_000;
                if (isOutputOver || millis <= 0) {
                    throw new AssertionError(
                            (isOutputOver ? "it ended" : patience + " went by") + " without " + pattern + output());
                }
                try {
                    wait(millis);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError("interrupted while waiting for " + pattern, e);
                }
            }
            Matcher matcher = pattern.matcher(lines.get(seen));
            if (matcher.find()) {
                return matcher;
            }
        }
    }

    /** Gives it a line on its standard input. */
    public void say(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(line + output(), e);
        }
    }

    /** Waits for its end. */
    public int exitCode(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("it still runs after " + patience + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for its end", e);
        }
    }

    /** SIGKILL, to it and all that it started; gone when this returns. */
    public void kill() {
        destroy();
        exitCode(Inbox.PATIENCE);
    }

    private void destroy() {
        // One that only watches another would leave it behind.
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** What it cost so far, of one processor: says more than the clock where others are busy beside it. */
    public Duration processorTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    public long pid() {
        return process.pid();
    }

    /** SIGTERM, and no waiting. */
    public void terminate() {
        // Process.destroy would close its output as well, and what it says last would break it.
        process.toHandle().destroy();
    }

    /** What it wrote, for the message of a failure. */
    public synchronized String output() {
        return "; its output:\n" + String.join("\n", lines);
    }

    private void read() {
        try (BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                took(line);
            }
        } catch (IOException e) {
            took(e.toString());
        }
        over();
    }

    private synchronized void took(String line) {
        lines.add(line);
        notifyAll();
    }

    private synchronized void over() {
        isOutputOver = true;
        notifyAll();
    }

    @Override
    public void close() {
        kill();
    }
}
