package io.swarmbot.testing;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The service with the settings of dev mode, except that its data are in a directory below {@code target}. */
public class DevMode implements QuarkusTestProfile {

    @Override
    public String getConfigProfile() {
        return "dev";
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            Path data = Files.createTempDirectory(Path.of("target"), "dev-data");
            return Map.of("swarmbot.store.embedded.directory", data.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
