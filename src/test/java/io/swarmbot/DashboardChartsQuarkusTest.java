package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Patience;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lines over time on the dashboard, and what all of it weighs. */
@QuarkusTest
@Tag("stress-only")
class DashboardChartsQuarkusTest extends DashboardViews {

    /** The files of the page, compressed as a proxy would, one by one. */
    private static final String WEIGH = """
            async () => {
              const files = performance.getEntriesByType('resource').map(({ name }) => name)
                .filter((name) => name.startsWith(location.origin) && !name.includes('/api/'));
              let bytes = 0;
              for (const file of new Set([...files, location.href])) {
                const { body } = await fetch(file);
                const small = await new Response(body.pipeThrough(new CompressionStream('gzip'))).arrayBuffer();
                bytes += small.byteLength;
              }
              return bytes;
            }
            """;

    private String rate(String name) {
        return tab.find("[data-rate=" + name + "] a").textContent();
    }

    /** A canvas takes no light-dark(), and draws black instead. */
    @Test
    void coloursThatScriptsReadAreThoseThatAreSeen() {
        open("");
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            tab.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));

            Object other = tab.evaluate("""
                    () => {
                      const style = getComputedStyle(document.documentElement);
                      const probe = document.body.appendChild(document.createElement('p'));
                      const seen = (name) => {
                        probe.style.color = `var(${name})`;
                        return getComputedStyle(probe).color;
                      };
                      const names = ['--panel', '--line', '--text', '--dim', '--accent-text', '--grey', '--blue', '--violet',
                        '--amber', '--red', '--green', '--cyan'];
                      const other = names.filter((name) => style.getPropertyValue(name).trim() !== seen(name));
                      probe.remove();
                      return other;
                    }
                    """);
            assertThat((List<?>) other).as("%s", scheme).isEmpty();
        }
    }

    @Test
    void overviewSaysAndDrawsHowMuchHappensASecond() {
        open("");
        tab.await("[data-rate=completed] canvas");
        assertThat(rate("completed")).isEqualTo("0");
        submitMany(5);

        for (int n = 1; n <= 5; n++) {
            rest.claim("agent1", "0s");
            rest.start("t" + n, "agent1");
            rest.complete("t" + n, "agent1", "1");
        }

        Patience.await().until(() -> !rate("completed").equals("0"));
        tab.await("[data-rate=events] [role=img][aria-label='Events a second, over the last five minutes']");
        double completed = ((Number) tab.evaluate("""
                async () => {
                  const { Rates, present } = await import('/app/rates.js');
                  const real = Date.now;
                  let now = 1.8e12;
                  Date.now = () => now;
                  try {
                    const rates = new Rates();
                    for (let n = 0; n < 50; n++) {
                      rates.note({ type: 'task_status_changed', status: 'completed' });
                      now += 100;
                    }
                    const { completed, events } = rates.read();
                    now += 400_000;
                    const { completed: later } = rates.read();
                    if (present(later) !== '0' || events.length !== completed.length) return -1;
                    return Number(present(completed));
                  } finally {
                    Date.now = real;
                  }
                }
                """)).doubleValue();
        assertThat(completed).isEqualTo(5);
    }

    @Test
    void agentShowsHowItsMetricsWent() {
        rest.register("agent1", "{\"metrics\":{\"tokens\":100,\"state\":\"warm\",\"disk_gb\":12345678901234567890}}");
        rest.register("agent1", "{\"metrics\":{\"tokens\":250,\"state\":\"hot\",\"disk_gb\":1}}");
        open("&view=agents&agent=agent1");

        tab.await("[data-chart=tokens] canvas");
        tab.await("[data-chart=tokens] [role=img][aria-label='Tokens, now 250, between 100 and 250']");
        tab.await("[data-chart=disk_gb] canvas");
        assertThat(tab.find("[data-chart=state]").count()).isZero();
        rest.register("agent1", "{\"metrics\":{\"tokens\":40}}");
        tab.await("[data-chart=tokens] [role=img][aria-label='Tokens, now 40, between 40 and 250']");
        tab.await("[data-chart=completed] figcaption:has-text('0')");
    }

    @Test
    void numbersAreThereIfTheLibraryIsNot() {
        open("&view=feed");
        tab.page().route("**/webjars/**", Route::abort);
        tab.find("[data-view=overview]").first().click();

        tab.await("[data-rate=events] a");
        tab.await("[data-agent=agent1]");
        assertThat(tab.find("[data-rate=events] canvas").count()).isZero();
        assertThat(tab.errors()).allMatch(error -> error.contains("ERR_FAILED"));
        tab.close();
        tab = null;
    }

    @Test
    void pageWeighsLessThanAQuarterOfAMegabyte() {
        open("");
        tab.await("[data-rate=completed] canvas");

        int bytes = (Integer) tab.evaluate(WEIGH);

        System.out.printf("the page weighs %,d bytes%n", bytes);
        assertThat(bytes).isBetween(100_000, 250_000);
    }
}
