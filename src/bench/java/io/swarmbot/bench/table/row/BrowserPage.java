package io.swarmbot.bench.table.row;

import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.Tab;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Opens a page in a browser while events come, and prints as JSON how soon it showed the tasks, and what it took of the
 * processor and of memory while it was looked at.
 *
 * <p>Arguments: the address, a file that stands in for the page at that address or {@code -}, how many tasks there are,
 * how many seconds it is looked at.
 */
final class BrowserPage {

    private static final double MEGABYTE = 1 << 20;
    private static final int PATIENCE_MILLIS = 120_000;

    /**
     * Notes when the first rows were there and when all tasks were known, when parts of the snapshot came, and how long
     * tasks took that were longer than 50 ms (W3C Long Tasks).
     */
    private static final String WATCH = """
            localStorage.setItem('swarmbot.settings', JSON.stringify({ rate: 10 }));
            const seen = (window.seen = { long: 0 });
            new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => (seen.long += duration)))
              .observe({ type: 'longtask' });
            const Socket = window.WebSocket;
            window.WebSocket = class extends Socket {
              constructor(...all) {
                super(...all);
                this.addEventListener('message', ({ data }) => {
                  if (!/^\\[?\\{"type":"snapshot"/.test(data)) return;
                  seen.firstPart ??= performance.now();
                  seen.lastPart = performance.now();
                });
              }
            };
            const look = () => {
              if (document.querySelector('tbody tr')) seen.rows ??= performance.now();
              const found = document.querySelector('#task-count')?.dataset.found;
              if (Number(found) >= TASKS) seen.complete ??= performance.now();
              else requestAnimationFrame(look);
            };
            look();
            """;

    private BrowserPage() {}

    public static void main(String[] arguments) {
        try {
            System.out.println(look(arguments));
        } catch (Exception failure) {
            failure.printStackTrace();
            System.exit(1);
        }
        // The driver of the browser has threads of its own.
        System.exit(0);
    }

    private static String look(String[] arguments) throws Exception {
        URI address = URI.create(arguments[0]);
        int seconds = Integer.parseInt(arguments[3]);
        try (Tab tab = Browser.open(URI.create("about:blank"))) {
            Page page = tab.page();
            page.setDefaultTimeout(PATIENCE_MILLIS);
            if (!arguments[1].equals("-")) {
                String text = Files.readString(Path.of(arguments[1]));
                // To Chromium, what was not loaded from the loopback address may not open a WebSocket to it.
                page.context().grantPermissions(List.of("local-network-access"));
                page.route(
                        address.toString(),
                        route -> route.fulfill(new Route.FulfillOptions()
                                .setContentType("text/html")
                                .setBody(text)));
            }
            page.addInitScript(WATCH.replace("TASKS", arguments[2]));
            page.navigate(address.toString());
            awaitComplete(page);
            CDPSession session = page.context().newCDPSession(page);
            session.send("Performance.enable");

            Duration before = processorTime();
            double longBefore = number(page, "seen.long");
            TimeUnit.SECONDS.sleep(seconds);
            double longTasks = number(page, "seen.long") - longBefore;
            double used = processorTime().minus(before).toNanos() / 1e9;

            session.send("HeapProfiler.collectGarbage");
            return String.format(
                    Locale.ROOT,
                    "{\"rows_ms\":%.1f,\"complete_ms\":%.1f,\"cpu\":%.2f,\"long\":%.2f,\"heap_mb\":%.1f}",
                    number(page, "seen.rows - seen.firstPart"),
                    number(page, "seen.complete - seen.lastPart"),
                    100 * used / seconds,
                    longTasks / 10 / seconds,
                    heapBytes(session) / MEGABYTE);
        }
    }

    /** Asks from outside: the content security policy of the page lets no text be run inside. */
    private static void awaitComplete(Page page) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (page.evaluate("seen.complete") == null) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("The page does not show all tasks: " + page.evaluate("seen"));
            }
            page.waitForTimeout(100);
        }
    }

    private static double number(Page page, String expression) {
        return ((Number) page.evaluate(expression)).doubleValue();
    }

    /** Of all processes of the browser, and not of the program that tells it what to do. */
    private static Duration processorTime() {
        return ProcessHandle.current()
                .descendants()
                .filter(each -> !each.info().command().orElse("").endsWith("/node"))
                .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static double heapBytes(CDPSession session) {
        for (var metric : session.send("Performance.getMetrics").getAsJsonArray("metrics")) {
            JsonObject each = metric.getAsJsonObject();
            if (each.get("name").getAsString().equals("JSHeapUsedSize")) {
                return each.get("value").getAsDouble();
            }
        }
        throw new IllegalStateException("The browser does not tell its heap.");
    }
}
