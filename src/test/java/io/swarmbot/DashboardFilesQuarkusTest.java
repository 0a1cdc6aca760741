package io.swarmbot;

import static io.swarmbot.testing.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.JSHandle;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.FilePayload;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.RawConnection.Response;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.Tab;
import io.swarmbot.testing.TusClient;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files on the dashboard: shared by drop and by button, resumed, looked at without danger, downloaded and deleted. */
@QuarkusTest
@Tag("stress-only")
class DashboardFilesQuarkusTest {

    private static final byte[] PNG = Base64.getDecoder()
            .decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    private static final String IS_THERE = """
            (address) => new Promise((resolve) => {
              const image = new Image();
              image.onload = () => resolve(true);
              image.onerror = () => resolve(false);
              image.src = address;
            })
            """;

    private static final String DROP = "document.querySelector('%s').dispatchEvent(new DragEvent('%s',"
            + " { dataTransfer: window.dropped, bubbles: true, cancelable: true }))";

    /** What the browser reports if a test cuts a request, is refused, or asks for an image that is forgotten. */
    private static final List<String> EXPECTED = List.of("ERR_FAILED", "status of 4", "ERR_FILE_NOT_FOUND");

    @TestHTTPResource("/")
    URI server;

    @TempDir
    Path directory;

    private Rest rest;
    private TusClient files;
    private Tab tab;

    @BeforeEach
    void makeSwarm() {
        rest = Rest.inNewSwarm(server);
        files = new TusClient(server, rest.swarm());
    }

    @AfterEach
    void closePage() {
        if (tab != null) {
            assertThat(tab.errors())
                    .filteredOn(error -> EXPECTED.stream().noneMatch(error::contains))
                    .isEmpty();
            assertThat(tab.violations()).isEmpty();
            tab.close();
        }
    }

    private void open(String parameters) {
        tab = Browser.open(server.resolve("/?swarm=" + rest.swarm() + parameters));
        tab.awaitLive();
    }

    /** Shares a file, and answers its id. */
    private String share(String name, String type, byte[] bytes, String more) {
        Response answer = files.post("?name=" + URLEncoder.encode(name, UTF_8) + more, bytes, "Content-Type", type);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer.json().path("id").asText();
    }

    private String share(String name, String type, byte[] bytes) {
        return share(name, type, bytes, "");
    }

    private JsonNode shared() {
        return rest.snapshot().path("files");
    }

    private byte[] bytesOf(JsonNode file) {
        return files.get(files.path() + "/" + file.path("id").asText(), 200);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private Path onDisk(String name, byte[] bytes) throws IOException {
        return Files.write(directory.resolve(name), bytes);
    }

    /** Drops files with these names and texts on an element. */
    private void drop(String selector, Map<String, String> texts) {
        JSHandle dropped = tab.page().evaluateHandle("""
                (texts) => {
                  window.dropped = new DataTransfer();
                  for (const [name, text] of Object.entries(texts)) {
                    window.dropped.items.add(new File([text], name, { type: 'text/plain' }));
                  }
                }
                """, texts);
        tab.evaluate(DROP.formatted(selector, "dragover") + ", null");
        tab.await("[data-drop]");
        tab.evaluate(DROP.formatted(selector, "drop") + ", null");
        tab.awaitGone("[data-drop]");
        dropped.dispose();
    }

    private void choose(Path file) {
        tab.find("swarm-files-view input[type=file]").setInputFiles(file);
    }

    /** Holds each request that brings bytes, from the second one on. */
    private List<Route> holdAfterTheFirst() {
        List<Route> held = new ArrayList<>();
        List<Route> all = new ArrayList<>();
        tab.page().route("**/files/*", route -> {
            if (route.request().method().equals("PATCH") && !all.isEmpty()) {
                held.add(route);
            } else {
                if (route.request().method().equals("PATCH")) {
                    all.add(route);
                }
                route.resume();
            }
        });
        return held;
    }

    private void awaitHeld(List<Route> held) {
        await().until(() -> {
            tab.evaluate("0");
            return !held.isEmpty();
        });
    }

    @Test
    void filesAreSharedByDropAndSeenByEverybody() {
        open("&view=files");
        tab.await("[data-empty=files]:has-text('/files?name=report.pdf')");

        drop("swarm-files-view .view", Map.of("notes.txt", "Grüße, <b>not bold</b>", "empty.txt", ""));

        tab.await("tr:has-text('notes.txt')");
        tab.await("tr:has-text('empty.txt')");
        assertThat(shared()).hasSize(2);
        tab.find("tr:has-text('notes.txt') .row-link").click();
        assertThat(tab.await("[data-preview=text] pre").innerText()).isEqualTo("Grüße, <b>not bold</b>");
        tab.await("[data-file-detail] h2:focus");
        tab.find("[data-action=close-detail]").click();
        tab.find("tr:has-text('empty.txt') .row-link").click();
        tab.await("[data-preview=none]:has-text('The file is empty')");
    }

    @Test
    void fileDroppedBesideAZoneDoesNotReplaceThePage() {
        open("");
        tab.evaluate(
                "() => { window.dropped = new DataTransfer(); window.dropped.items.add(new File(['x'], 'x.txt')) }");

        Object isKeptOut =
                tab.evaluate("!" + DROP.formatted("main", "dragover") + " && !" + DROP.formatted("main", "drop"));

        assertThat(isKeptOut).isEqualTo(true);
        assertThat(shared()).isEmpty();
    }

    @Test
    void uploadSaysHowFarItIsAndGoesOnWhereItWasCut() throws IOException {
        byte[] bytes = random(2_500_000);
        open("&view=files");
        List<Route> held = holdAfterTheFirst();

        choose(onDisk("data.bin", bytes));

        awaitHeld(held);
        tab.await("[data-upload='data.bin'][data-state=sending]:has-text('% of 2.4 MB')");
        tab.await("progress[aria-label='Upload of data.bin']");
        assertThat(((Number) tab.evaluate("document.querySelector('.upload progress').value")).longValue())
                .isGreaterThanOrEqualTo(1_048_576);
        assertThat(shared()).as("nothing half is visible").isEmpty();
        tab.page().unroute("**/files/*");
        held.get(0).abort();
        tab.await("tr:has-text('data.bin')");
        tab.awaitGone(".upload");
        assertThat(bytesOf(shared().get(0))).isEqualTo(bytes);
        assertThat(tab.requests())
                .filteredOn(request -> request.startsWith("POST"))
                .hasSize(1);
    }

    @Test
    void uploadThatAReloadBrokeOffGoesOnIfTheFileIsChosenAgain() throws IOException {
        byte[] bytes = random(1_500_000);
        Path file = onDisk("data.bin", bytes);
        open("&view=files");
        List<Route> held = holdAfterTheFirst();
        choose(file);
        awaitHeld(held);

        // In this order: the browser would let go what is held.
        tab.page().reload();
        tab.page().unroute("**/files/*");
        tab.await("[data-upload='data.bin'][data-state=broken]:has-text('Choose the same file again')");
        choose(file);

        tab.await("tr:has-text('data.bin')");
        tab.awaitGone(".upload");
        assertThat(bytesOf(shared().get(0))).isEqualTo(bytes);
        assertThat(tab.requests())
                .filteredOn(request -> request.startsWith("POST"))
                .hasSize(1);
        assertThat(tab.evaluate("sessionStorage.length")).isEqualTo(0);
    }

    @Test
    void canceledUploadIsGoneFromTheService() throws IOException {
        open("&view=files");
        List<Route> held = holdAfterTheFirst();
        choose(onDisk("data.bin", random(1_500_000)));
        awaitHeld(held);
        String upload = URI.create(held.get(0).request().url()).getPath();
        assertThat(files.offset(upload)).isEqualTo(1_048_576);

        tab.find("[data-action=cancel-upload]").click();

        tab.awaitGone(".upload");
        await().until(() -> files.head(upload).status() == 404);
        assertThat(shared()).isEmpty();
    }

    @Test
    void uploadThatIsRefusedSaysWhyBesideItAndGoesAway() {
        open("&view=files");

        tab.find("swarm-files-view input[type=file]")
                .setInputFiles(new FilePayload("n".repeat(300), "text/plain", "x".getBytes(UTF_8)));

        tab.await(".upload[data-state=failed] [role=alert]:has-text('255')");
        tab.find("[data-action=again]").click();
        tab.await(".upload[data-state=failed] [role=alert]:has-text('255')");
        tab.find("[data-action=cancel-upload]").click();
        tab.awaitGone(".upload");
    }

    @Test
    void imageIsShownAsPixelsAndForgottenAfterwards() {
        String id = share("dot.png", "image/png", PNG);
        open("&view=files&file=" + id);

        tab.await("[data-preview=image] img");
        await().until(() -> tab.evaluate("document.querySelector('.preview img').naturalWidth")
                .equals(1));
        String address = tab.find(".preview img").getAttribute("src");
        assertThat(address).startsWith("blob:");
        assertThat(tab.evaluate(IS_THERE, address)).isEqualTo(true);
        tab.find("[data-action=close-detail]").click();
        tab.awaitGone("[data-file-detail]");
        assertThat(tab.evaluate(IS_THERE, address)).isEqualTo(false);
    }

    @ParameterizedTest
    @CsvSource({
        "image/svg+xml,text",
        "text/html,text",
        "application/xhtml+xml,text",
        "image/png,none",
        "application/pdf,none",
        "application/octet-stream,none"
    })
    void hostileFileDoesNothing(String type, String shown) {
        String markup = "<svg xmlns='http://www.w3.org/2000/svg' onload='window.hacked=1'>"
                + "<script>window.hacked=2;top.hacked=3;fetch('/hacked')</script>"
                + "<foreignObject><img src='x' onerror='window.hacked=4'/></foreignObject></svg>";
        String id = share("page", type, markup.getBytes(UTF_8));
        open("&view=files&file=" + id);

        tab.await("[data-preview=" + shown + "]");

        if (shown.equals("text")) {
            assertThat(tab.find(".preview pre").innerText()).isEqualTo(markup);
        }
        assertThat(tab.find(".preview :is(svg, script, img, iframe, object, embed)")
                        .count())
                .isZero();
        assertThat(tab.evaluate("window.hacked ?? null")).isNull();
        assertThat(tab.requests()).noneMatch(request -> request.endsWith("/hacked"));
    }

    @Test
    void nameFullOfMarkupIsText() {
        String name = "<img src=x onerror=window.hacked=1>'\"&amp;.txt";
        String id = share(name, "text/plain", "hello".getBytes(UTF_8));
        open("&view=files");
        tab.await("tr[data-row] strong:has-text('<img src=x')");

        tab.find("tr[data-row] .row-link").click();

        assertThat(tab.await("[data-file-detail] h2").innerText()).isEqualTo(name);
        tab.find("[data-action=delete]").click();
        tab.await("[data-action=confirm-delete]:has-text('<img src=x onerror')");
        tab.find("[data-view=feed]").first().click();
        rest.send("DELETE", "/files/" + id, null);
        assertThat(tab.evaluate("window.hacked ?? null")).isNull();
        assertThat(tab.find("main img").count()).isZero();
    }

    @Test
    void longTextIsShownInPartAndOnlyThatPartIsFetched() {
        byte[] text = "ä".repeat(300_000).getBytes(UTF_8);
        String id = share("long.log", "application/octet-stream", text);
        List<Integer> sizes = new ArrayList<>();
        open("&view=files");
        tab.page().onResponse(response -> {
            if (response.url().endsWith(id)) {
                sizes.add(response.status());
            }
        });

        tab.find("[data-row='" + id + "'] .row-link").click();

        tab.await("[data-preview=text]:has-text('The first 256 KB of 586 KB')");
        assertThat(tab.find(".preview pre").innerText()).isEqualTo("ä".repeat(131_072));
        assertThat(sizes).containsExactly(206);
    }

    @Test
    void deleteIsAskedAndThenDoneForEverybody() {
        String id = share("old.txt", "text/plain", "old".getBytes(UTF_8));
        share("other.txt", "text/plain", "other".getBytes(UTF_8));
        open("&view=files&file=" + id);

        tab.await("[data-action=delete]").click();
        tab.await("[data-action=confirm-delete]:has-text('Delete old.txt for everybody?')");
        assertThat(shared()).hasSize(2);
        tab.find("[data-action=confirm-delete]").click();

        tab.await("[data-file-detail]:has-text('This file is not here')");
        assertThat(shared()).hasSize(1);
        tab.find("[data-action=close-detail]").click();
        tab.await("#file-count:text-is('1')");
    }

    @Test
    void fileComesDownUnderItsNameAsItIs() throws IOException {
        byte[] bytes = random(50_000);
        String id = share("Bericht für Ann.pdf", "application/pdf", bytes);
        open("&view=files&file=" + id);

        var download = tab.page()
                .waitForDownload(() -> tab.find("[data-action=download]").click());

        assertThat(download.suggestedFilename()).isEqualTo("Bericht für Ann.pdf");
        assertThat(Files.readAllBytes(download.path())).isEqualTo(bytes);
    }

    @Test
    void taskAndAgentHaveTheirFilesAndATaskTakesMore() {
        rest.register("agent1");
        rest.submit("task1");
        rest.submit("task2");
        share("result.csv", "text/csv", "a,b".getBytes(UTF_8), "&task=task1&agent=agent1");
        share("other.csv", "text/csv", "c".getBytes(UTF_8), "&task=task2");
        open("&view=tasks&task=task1");
        tab.await("[data-files=task1] .files li:has-text('result.csv')");
        assertThat(tab.find("[data-files=task1] .files li").count()).isEqualTo(1);

        drop("[data-detail=task1]", Map.of("input.txt", "words"));

        tab.await("[data-files=task1] .files li:has-text('input.txt')");
        assertThat(shared().findValuesAsText("task_id")).containsExactlyInAnyOrder("task1", "task1", "task2");
        tab.find("[data-files=task1] .files li:has-text('result.csv') a")
                .first()
                .click();
        tab.await("[data-file-detail] dd a:has-text('agent1')").click();
        tab.await("[data-agent-detail=agent1] [data-files=agent1] li:has-text('result.csv')");
    }

    @Test
    void filesAreFoundByNameTaskAndTypeAndPutInOrder() {
        rest.submit("task1");
        share("b.txt", "text/plain", "xx".getBytes(UTF_8), "&task=task1");
        share("a.txt", "text/plain", "x".getBytes(UTF_8));
        share("c.png", "image/png", PNG);
        open("&view=files");
        tab.await("tbody tr:nth-child(1):has-text('c.png')");
        tab.find("thead a:has-text('Name')").click();
        tab.await("tbody tr:nth-child(1):has-text('a.txt')");
        tab.find("thead a:has-text('Name')").click();
        tab.await("tbody tr:nth-child(1):has-text('c.png')");

        tab.find("main input[type=search]").fill("type:text task:task1");
        tab.await("#file-count:text-is('1')");
        tab.await("tbody tr:has-text('b.txt')");
        tab.find("main input[type=search]").fill("nothing");
        tab.await("[data-empty=found] a").click();
        tab.await("#file-count:text-is('3')");

        tab.find("tbody tr:nth-child(1) .row-link").focus();
        tab.page().keyboard().press("End");
        tab.page().keyboard().press("Enter");
        tab.await("[data-file-detail] h2:has-text('a.txt')");
        tab.page().keyboard().press("Escape");
        tab.await("tr:has-text('a.txt') .row-link:focus");
    }
}
