package io.swarmbot.testing;

import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The system's Chromium, one for all tests that share a class loader. Confined to the thread that runs the tests. */
public final class Browser {

    /**
     * The shell has no windows and tabs of its own to draw: it takes half of the processor time that the browser takes.
     */
    private static final List<String> NAMES =
            List.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome");
    // A container has no GPU and no user name spaces. The browser must ask only the server under test.
    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--disable-component-update");

    private static com.microsoft.playwright.Browser running;

    private Browser() {}

    /**
     * Opens the dashboard of that swarm, with cookies, storage and records of its own. If there is no browser, the test
     * is skipped; with {@code CI=true} in the environment it fails.
     */
    public static Tab open(URI server, String swarm) {
        return open(server.resolve("/?swarm=" + swarm));
    }

    public static Tab open(URI address) {
        if (running == null) {
            running = start();
        }
        return new Tab(running.newContext(), address);
    }

    private static com.microsoft.playwright.Browser start() {
        Path executable = Programs.require(NAMES, "Chromium, for what is seen in a browser");
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Runtime.getRuntime().addShutdownHook(new Thread(playwright::close, "close-browser"));
        return playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(executable)
                        .setArgs(ARGUMENTS));
    }
}
