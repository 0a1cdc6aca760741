package io.swarmbot;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.swarmbot.testing.Browser;
import io.swarmbot.testing.Rest;
import io.swarmbot.testing.Tab;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** The page is light: the files that a browser loads to show it, compressed one by one, as a proxy does it. */
@QuarkusTest
class PageWeightQuarkusTest {

    private static final int MOST = 250 * 1024;

    @TestHTTPResource("/")
    URI server;

    @Test
    void filesOfThePageWeighLittle() throws IOException {
        Map<String, Integer> weights = new TreeMap<>();
        try (Tab tab = Browser.open(server, Rest.inNewSwarm(server).swarm())) {
            tab.awaitLive();
            tab.await("[data-empty=agents]");
            for (String request : tab.requests()) {
                String address = request.replaceFirst("^GET ", "");
                if (address.startsWith(server.toString()) && !address.contains("/api/")) {
                    weights.put(address, compressed(address));
                }
            }
        }

        assertThat(weights).hasSizeGreaterThan(100);
        int all = weights.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(all).as("%s", weights).isLessThan(MOST);
    }

    private static int compressed(String address) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (InputStream in = URI.create(address).toURL().openStream();
                OutputStream out = new GZIPOutputStream(bytes)) {
            in.transferTo(out);
        }
        return bytes.size();
    }
}
