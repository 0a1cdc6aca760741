package io.swarmbot.testing;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One page in a browser, and a record of its requests and its errors. */
public final class Tab implements AutoCloseable {

    private static final String RECORD_VIOLATIONS = """
            window.violations = [];
            document.addEventListener('securitypolicyviolation', (event) =>
              window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));
            """;

    private final BrowserContext context;
    private final Page page;
    private final List<String> requests = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();

    Tab(BrowserContext context, URI address) {
        this.context = context;
        context.setDefaultTimeout(Patience.LIMIT.toMillis());
        context.addInitScript(RECORD_VIOLATIONS);
        context.onRequest(request -> requests.add(request.method() + " " + request.url()));
        context.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                errors.add(message.text());
            }
        });
        context.onWebError(error -> errors.add(error.error()));
        page = context.newPage();
        page.onWebSocket(socket -> requests.add("GET " + socket.url()));
        page.navigate(address.toString());
    }

    public Page page() {
        return page;
    }

    public Locator find(String selector) {
        return page.locator(selector);
    }

    /** Waits until the element is visible. */
    public Locator await(String selector) {
        Locator found = page.locator(selector).first();
        found.waitFor();
        return found;
    }

    /** Waits at most so long until the element is visible. */
    public void await(String selector, Duration patience) {
        page.locator(selector).first().waitFor(new Locator.WaitForOptions().setTimeout(patience.toMillis()));
    }

    /** Waits until the element is gone. */
    public void awaitGone(String selector) {
        page.locator(selector).first().waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.DETACHED));
    }

    /** Waits until the page says that it follows the swarm. */
    public void awaitLive() {
        await("#connection[data-state=live]");
    }

    public Object evaluate(String expression) {
        return page.evaluate(expression);
    }

    public Object evaluate(String expression, Object argument) {
        return page.evaluate(expression, argument);
    }

    /** The cursor of the page. */
    public String cursor() {
        return (String) evaluate("window.swarmbot.cursor");
    }

    /** Method and address of every request since the page was opened. */
    public List<String> requests() {
        catchUp();
        return List.copyOf(requests);
    }

    /** The errors on the console, and the exceptions that no script caught. */
    public List<String> errors() {
        catchUp();
        return List.copyOf(errors);
    }

    /** The violations of the content security policy. */
    public List<?> violations() {
        return (List<?>) evaluate("window.violations");
    }

    /** Takes in what the browser reported: Playwright does so only while the browser is asked something. */
    private void catchUp() {
        evaluate("0");
    }

    @Override
    public void close() {
        context.close();
    }
}
