package io.swarmbot.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process and the lines that it writes. It ends with the test. Thread-safe. */
public final class RunningProgram implements AutoCloseable {

    private final Process process;
    // Guarded by this.
    private final List<String> lines = new ArrayList<>();
    private boolean isOutputOver;

    private RunningProgram(Process process) {
        this.process = process;
    }

    public static RunningProgram start(List<String> command) {
        return start(command, Map.of());
    }

    /** @param environment variables that the program has besides those of this process */
    public static RunningProgram start(List<String> command, Map<String, String> environment) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            RunningProgram program = new RunningProgram(process);
            // The process must not outlive a test run that is broken off.
            Runtime.getRuntime().addShutdownHook(new Thread(program::destroy));
            Thread reader = new Thread(program::read, "output-of-" + process.pid());
            reader.setDaemon(true);
            reader.start();
            return program;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a line, past or future, in which the pattern is found. */
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

    /** Writes a line to the standard input of the process. */
    public void say(String line) {
        try {
            process.getOutputStream().write((line + "\n").getBytes(UTF_8));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(line + output(), e);
        }
    }

    /** Waits for the end of the process. */
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

    /** Sends SIGKILL to the process and everything that it started, and waits for its end. */
    public void kill() {
        destroy();
        exitCode(Patience.LIMIT);
    }

    private void destroy() {
        // A program that only watches another one would leave that one running.
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** The CPU time of the process so far: it says more than the clock if other processes are busy. */
    public Duration processorTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    public long pid() {
        return process.pid();
    }

    /** Sends SIGTERM and does not wait. */
    public void terminate() {
        // Process.destroy would also close the output, and the last lines of the process would fail.
        process.toHandle().destroy();
    }

    /** Everything that the process wrote, for a message. */
    public synchronized String output() {
        return "; its output:\n" + String.join("\n", lines);
    }

    /** Everything that the process wrote until it closed its output. */
    public synchronized String wholeOutput() {
        while (!isOutputOver) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for the end of its output", e);
            }
        }
        return String.join("\n", lines);
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
