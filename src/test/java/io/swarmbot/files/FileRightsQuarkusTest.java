package io.swarmbot.files;

import static io.swarmbot.testing.TusClient.pair;
import static io.swarmbot.testing.WithTokens.OWN;
import static io.swarmbot.testing.WithTokens.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.swarmbot.testing.RawConnection.Response;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.TusClient;
import io.swarmbot.testing.WithTokens;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may share, read and remove files, and how much. */
@QuarkusTest
@TestProfile(WithTokens.class)
class FileRightsQuarkusTest {

    private static final int KIB = 1024;

    @TestHTTPResource("/")
    URI server;

    private Rest root;
    /** The uploads that the test began and did not end, each with who did. */
    private final Map<String, String> begun = new LinkedHashMap<>();

    @BeforeEach
    void makeAgents() {
        root = Rest.of(server, OWN).as(as("root"));
        root.send("PUT", "", null);
        root.register("worker-1");
        root.register("boss");
    }

    @AfterEach
    void removeFiles() {
        // Other tests of this application use the swarm as well.
        begun.forEach((upload, who) -> files(who).ask("DELETE", upload));
        root.delete();
        root.send("PUT", "", null);
    }

    private TusClient files(String who) {
        return new TusClient(server, OWN, as(who));
    }

    private String begun(String who, long size) {
        String upload = files(who).begin(size, "a");
        begun.put(upload, who);
        return upload;
    }

    private static void assertRefused(Response answer, int status, String code) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.json().path("code").asText()).as(answer.body()).isEqualTo(code);
    }

    private String shared(String who, String query) {
        Response answer = files(who).post("?name=a" + query, new byte[1]);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.json().path("by").asText()).isEqualTo(who);
        return answer.header("Location");
    }

    @Test
    void whoMayOnlyViewSharesNothing() {
        assertRefused(files("viewer").post("?name=a", new byte[1]), 403, "forbidden");
        assertRefused(files("viewer").create(1, pair("filename", "a")), 403, "forbidden");
        assertThat(files("viewer").plain("GET", files("viewer").path()).status())
                .isEqualTo(200);
    }

    @Test
    void agentSharesOnlyAsTheAgentsOfItsPattern() {
        shared("agent", "&agent=worker-1");
        assertRefused(files("agent").post("?name=a&agent=boss", new byte[1]), 403, "forbidden");
        assertRefused(files("agent").post("?name=a", new byte[1]), 403, "forbidden");
        assertRefused(files("agent").create(1, pair("filename", "a") + "," + pair("agent", "boss")), 403, "forbidden");
        shared("submitter", "");
        assertRefused(files("submitter").post("?name=a&agent=worker-1", new byte[1]), 403, "forbidden");
    }

    @Test
    void fileIsRemovedByWhoSharedItOrMaySteer() {
        String ofAgent = shared("agent", "&agent=worker-1");
        String ofSubmitter = shared("submitter", "");

        assertRefused(files("viewer").plain("DELETE", ofAgent), 403, "forbidden");
        assertRefused(files("submitter").plain("DELETE", ofAgent), 403, "forbidden");
        assertThat(files("agent").plain("DELETE", ofAgent).status()).isEqualTo(204);
        assertThat(files("operator").plain("DELETE", ofSubmitter).status()).isEqualTo(204);
    }

    @Test
    void uploadOfSomebodyElseIsUnknown() {
        String upload = begun("submitter", 10);

        assertThat(files("operator").head(upload).status()).isEqualTo(404);
        assertRefused(files("operator").patch(upload, 0, new byte[1]), 404, "unknown_file");
        assertRefused(files("operator").ask("DELETE", upload), 404, "unknown_file");
        assertThat(files("submitter").patch(upload, 0, new byte[1]).status()).isEqualTo(204);
    }

    @Test
    void filesOfASwarmThatMayNotBeViewedAreThoseOfNone() {
        String file = shared("submitter", "").replace(OWN, "other");
        root.send("PUT", "", null);
        TusClient other = new TusClient(server, "other", as("submitter"));
        TusClient nowhere = new TusClient(server, "nowhere", as("submitter"));

        assertRefused(other.plain("GET", file), 404, "unknown_swarm");
        assertRefused(other.post("?name=a", new byte[1]), 404, "unknown_swarm");
        assertRefused(nowhere.post("?name=a", new byte[1]), 404, "unknown_swarm");
        assertRefused(new TusClient(server, OWN).post("?name=a", new byte[1]), 401, "unauthenticated");
    }

    @Test
    void quotasHoldForFilesAndOpenUploadsTogether() {
        assertRefused(files("submitter").post("?name=a", new byte[100 * KIB + 1]), 413, "too_big");
        assertThat(files("submitter").post("?name=a", new byte[100 * KIB]).status())
                .isEqualTo(201);
        String open = begun("submitter", 60 * KIB);

        assertRefused(files("submitter").create(50 * KIB, pair("filename", "c")), 413, "quota_exceeded");
        assertThat(files("operator").post("?name=d", new byte[100 * KIB]).status())
                .isEqualTo(201);
        assertRefused(files("operator").post("?name=e", new byte[50 * KIB]), 413, "quota_exceeded");

        assertThat(files("submitter").ask("DELETE", open).status()).isEqualTo(204);
        assertThat(files("operator").post("?name=e", new byte[50 * KIB]).status())
                .isEqualTo(201);
    }

    @Test
    void openUploadsAreLimited() {
        for (int n = 0; n < 3; n++) {
            begun("submitter", 1);
        }

        assertRefused(files("operator").create(1, pair("filename", "a")), 409, "limit_reached");
    }
}
